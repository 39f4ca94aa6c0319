// The buttons under a message.

import { el, icon } from "./dom.js";
import { leadsToBot } from "./links.js";
import { copy } from "./toast.js";

/** Rows of buttons; `view` does { press(message, row, column), follow(url) }. */
export function keyboardOf(message, view) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((cells, row) =>
    el(
      "div",
      {},
      cells.map((cell, column) => buttonOf(cell, view, () => view.press(message, row, column))),
    ),
  );
  return el("div", { class: "keyboard" }, rows);
}

function buttonOf({ text, url, copy: copied, style }, view, press) {
  const kind = style && `as-${style}`;
  if (url && !leadsToBot(url)) {
    const link = { class: kind, href: url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", link, label(text), icon("link"));
  }
  const act = copied ? () => copy(copied) : url ? () => view.follow(url) : press;
  const onclick = async (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await act();
    button.removeAttribute("aria-busy");
  };
  const sign = copied ? icon("copy") : url && icon("link");
  return el("button", { class: kind, type: "button", title: text, onclick }, label(text), sign);
}

/** The words of a button, which keep to one line. */
function label(text) {
  return el("span", { dir: "auto" }, text);
}
