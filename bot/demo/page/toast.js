// Short notices that go by themselves, and one that waits to be read.

import { byId, el } from "./dom.js";

const SECONDS = 5;

/** Say something for a few seconds, longer for longer sentences. */
export function toast(words) {
  const notice = el("div", { class: "toast" }, words);
  byId("toasts").append(notice);
  setTimeout(() => notice.remove(), (SECONDS + words.length / 40) * 1000);
}

/** Say something that stays until it is closed. */
export function alertDialog(title, words) {
  const dialog = byId("notice");
  byId("notice-title").textContent = title;
  byId("notice-words").textContent = words;
  byId("notice-ok").onclick = () => dialog.close();
  dialog.showModal();
}
