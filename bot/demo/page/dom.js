// Making elements.

const SVG = "http://www.w3.org/2000/svg";

/** The element of an id; one that is missing is a mistake in the page. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/**
 * An element with attributes and children. `onclick` and the like take listeners; null, undefined
 * and false leave an attribute or a child out.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

/** One of the drawings at the end of the page, for the eye only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A ring that turns while something is sent; `--part` of it, up to 88, is drawn. */
export function ring() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  const circle = document.createElementNS(SVG, "circle");
  for (const [key, value] of [
    ["cx", 18],
    ["cy", 18],
    ["r", 14],
  ])
    circle.setAttribute(key, value);
  svg.append(circle);
  return el("span", { class: "ring", "aria-hidden": "true" }, svg);
}

/** The class that gives somebody their colour. */
export function tint(id) {
  return `tint-${Math.abs(id) % 7}`;
}

/** Somebody's picture: the bot's own, or an initial. `size` is "", "small", "tiny", … */
export function avatar(who, size = "") {
  if (who.bot) return el("img", { class: `avatar ${size}`, src: "/page/bot.svg", alt: "" });
  const initial = [...who.name][0]?.toUpperCase() ?? "?";
  return el("span", { class: `avatar ${size} ${tint(who.id)}`, "aria-hidden": "true" }, initial);
}

/**
 * Make an element a button where a real one will not do: it breaks across no lines, and cannot be
 * dragged in every browser.
 */
export function pressable(element, act) {
  element.setAttribute("role", "button");
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return element;
}
