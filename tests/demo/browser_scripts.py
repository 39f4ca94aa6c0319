"""What is run inside the page: what Playwright has no gesture for, and looks at all of it."""

from __future__ import annotations

HURRY = """
    () => {
        const later = window.setTimeout;
        window.setTimeout = (act, ms, ...more) =>
            later(act, ms < 20_000 ? ms / 8 : ms, ...more);
    }
"""
DROP = """
    ([zone, files]) => {
        const data = new DataTransfer();
        for (const [name, kind, bytes] of files) {
            const content = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
            data.items.add(new File([content], name, { type: kind }));
        }
        const tell = (kind, where) =>
            where.dispatchEvent(
                new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
            );
        tell("dragenter", document.querySelector("#conversation"));
        const target = document.querySelector(zone);
        tell("dragover", target);
        const shown = target.getBoundingClientRect().height > 0;
        tell("drop", target);
        return shown;
    }
"""
PASTE = """
    (files) => {
        const data = new DataTransfer();
        for (const [name, kind, bytes] of files) {
            const content = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
            data.items.add(new File([content], name, { type: kind }));
        }
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
        document.activeElement.dispatchEvent(event);
    }
"""
HIDE = """
    (hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }
"""
NAMELESS = """
    () => [...document.querySelectorAll("button, a, input, textarea, [role], dialog, img")]
        .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]"))
        .filter((one) => !["presentation", "listbox", "log", "status"].includes(one.role))
        .filter((one) => {
            if (one.tagName === "IMG") return !one.hasAttribute("alt");
            const labels = [...(one.labels ?? [])].map((label) => label.textContent);
            const pictures = [...one.querySelectorAll("img")].map((picture) => picture.alt);
            const named = one.getAttribute("aria-labelledby");
            const by = named && document.getElementById(named)?.textContent;
            const words = [one.ariaLabel, by, one.textContent, ...pictures, ...labels];
            return !words.some((some) => some?.trim());
        })
        .map((one) => one.outerHTML)
"""
"""Whatever a screen reader would have no name for."""
PALE = """
    () => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const parsed = (colour) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
        };
        const over = ([r, g, b, a], below) =>
            [r, g, b].map((value, at) => (value * a + below[at] * (255 - a)) / 255);
        const ground = (one) => {
            if (!one) return [255, 255, 255];
            const { backgroundColor, backgroundImage } = getComputedStyle(one);
            const painted = /(rgba?|color)\\([^)]*\\)/.exec(backgroundImage)?.[0];
            const colour = parsed(painted ?? backgroundColor);
            return colour[3] === 255 ? colour : over(colour, ground(one.parentElement));
        };
        const light = (colour) => {
            const [r, g, b] = colour.map((value) =>
                value > 10.3 ? ((value / 255 + 0.055) / 1.055) ** 2.4 : value / 255 / 12.92,
            );
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const spoken = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        return [...document.querySelectorAll("body *")]
            .filter((one) => spoken(one) && one.checkVisibility({ opacityProperty: true }))
            .filter((one) => !one.closest(".sr-only, .skip, :disabled, .faces"))
            .map((one) => {
                const below = ground(one);
                const words = over(parsed(getComputedStyle(one).color), below);
                const [dim, bright] = [light(words), light(below)].sort((a, b) => a - b);
                const ratio = Math.round((100 * (bright + 0.05)) / (dim + 0.05)) / 100;
                return [ratio, one.textContent.trim().slice(0, 40)];
            })
            .filter(([ratio]) => ratio < 4.5);
    }
"""
"""Words that stand out from their ground less than 4.5 to 1."""
