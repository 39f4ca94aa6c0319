// Short notices that go by themselves, and one that waits to be read.

import { byId, el } from "./dom.js";

const SHORTEST_S = 4;
const LONGEST_S = 8;
const LETTERS_A_SECOND = 25;

/** Say something for a few seconds, or until it is pressed; what is being said is not said twice. */
export function toast(words) {
  const toasts = byId("toasts");
  for (const one of toasts.children) if (one.textContent === words) one.remove();
  const notice = el("div", { class: "toast", onclick: () => notice.remove() }, words);
  toasts.append(notice);
  const seconds = Math.min(SHORTEST_S + words.length / LETTERS_A_SECOND, LONGEST_S);
  setTimeout(() => notice.remove(), seconds * 1000);
}

/** Say something that stays until it is closed. */
export function alertDialog(title, words) {
  const dialog = byId("notice");
  byId("notice-title").textContent = title;
  byId("notice-words").textContent = words;
  byId("notice-ok").onclick = () => dialog.close();
  dialog.showModal();
}

/** Have words ready to be pasted elsewhere, and say so. */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast("Copied");
  } catch {
    toast("The browser does not let the page copy.");
  }
}
