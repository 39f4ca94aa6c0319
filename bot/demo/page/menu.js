// What one can do with a message: asked for by a right click, the menu key, or a resting finger.

import { byId, el, icon } from "./dom.js";
import { copy } from "./toast.js";
import { plain } from "./words.js";

const HELD_MS = 480;
const STILL_PX = 8;

export class MessageMenu {
  #menu = byId("menu");
  #from = null;
  #swallows = false;

  /** `chat()` is the open chat; `reply(message)` replies to one of its messages. */
  constructor(log, { chat, reply }) {
    Object.assign(this, { log, chat, reply });
    log.addEventListener("contextmenu", (event) => this.#asked(event));
    log.addEventListener("pointerdown", (event) => this.#touched(event));
    log.addEventListener("click", (event) => this.#clicked(event), { capture: true });
    this.#menu.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("pointerdown", ({ target }) => this.#menu.contains(target) || this.#close());
  }

  #asked(event) {
    const row = event.target.closest(".row[data-id]");
    if (!row || event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    const { left, top, height } = row.querySelector(".bubble").getBoundingClientRect();
    const keyboard = event.clientX === 0 && event.clientY === 0;
    if (keyboard) this.#open(row, left + 20, top + height / 2);
    else this.#open(row, event.clientX, event.clientY);
  }

  #touched(event) {
    this.#swallows = false;
    const row = event.target.closest(".row[data-id]");
    if (!row || event.pointerType !== "touch") return;
    const { clientX: x, clientY: y } = event;
    const over = new AbortController();
    const { signal } = over;
    const timer = setTimeout(() => {
      over.abort();
      this.#swallows = true;
      this.#open(row, x, y);
    }, HELD_MS);
    signal.addEventListener("abort", () => clearTimeout(timer));
    const moved = (now) => {
      if (Math.hypot(now.clientX - x, now.clientY - y) > STILL_PX) over.abort();
    };
    addEventListener("pointermove", moved, { signal });
    addEventListener("pointerup", () => over.abort(), { signal });
    addEventListener("pointercancel", () => over.abort(), { signal });
  }

  /** The finger that asked for the menu does not press what it rests on as well. */
  #clicked(event) {
    if (!this.#swallows) return;
    this.#swallows = false;
    event.preventDefault();
    event.stopPropagation();
  }

  #open(row, x, y) {
    const { messages } = this.chat();
    const words = plain(messages.get(Number(row.dataset.said))?.html ?? "");
    this.#from = row;
    this.#menu.replaceChildren(
      this.#choice("reply", "Reply", () => this.reply(messages.get(Number(row.dataset.id)))),
    );
    if (words) {
      this.#menu.append(this.#choice("copy", "Copy the text", () => copy(words)));
    }
    this.#menu.showPopover();
    const { width, height } = this.#menu.getBoundingClientRect();
    this.#menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    this.#menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
    this.#menu.firstElementChild.focus({ preventScroll: true });
  }

  #choice(name, words, act) {
    const chosen = () => {
      this.#close();
      act();
    };
    const kind = { type: "button", role: "menuitem", tabindex: "-1", onclick: chosen };
    return el("button", kind, icon(name), words);
  }

  #close() {
    if (!this.#menu.matches(":popover-open")) return;
    const inside = this.#menu.contains(document.activeElement);
    this.#menu.hidePopover();
    if (inside && this.#from?.isConnected) this.#from.focus({ preventScroll: true });
  }

  #key(event) {
    const choices = [...this.#menu.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const at = choices.indexOf(document.activeElement);
      choices[(at + step + choices.length) % choices.length].focus();
    } else if (event.key === "Tab" || event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
