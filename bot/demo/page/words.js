// Messages' words: the server's safe HTML made useful, and short forms of it.

import { el, pressable } from "./dom.js";
import { leadsToBot } from "./links.js";

const COMMAND = /(?<![\w/<>@])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])/g;
const LINKS = new Set(["http:", "https:", "mailto:"]);

/**
 * A message's words as elements. Commands in them can be pressed, and code that is a command is
 * put where one writes: `use` has `say(command)`, `write(text)` and `follow(url)`.
 */
export function wordsOf(html, use) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const words = template.content;
  for (const link of words.querySelectorAll("a[href]")) secure(link, use);
  for (const code of words.querySelectorAll("code")) {
    if (code.textContent.startsWith("/")) offer(code, use);
  }
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.parentElement?.closest("a, code, pre")) linkCommands(text, use);
  }
  return words;
}

/** The words alone, on one line. */
export function plain(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.textContent.replace(/\s+/g, " ").trim();
}

/** A message in a few words, for the list of chats and for quotes. */
export function gist(message, photos = 1) {
  const words = message.service ?? plain(message.html);
  if (words) return words;
  if (message.photo) return photos > 1 ? `${photos} photos` : "Photo";
  return message.file?.name ?? "Message";
}

function secure(link, use) {
  if (!LINKS.has(link.protocol)) {
    link.removeAttribute("href");
    return;
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  if (leadsToBot(link.href)) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      use.follow(link.href);
    });
  }
}

function offer(code, use) {
  code.classList.add("usable");
  code.title = "Write this";
  code.tabIndex = -1;
  pressable(code, () => use.write(code.textContent));
}

function linkCommands(text, use) {
  const pieces = [];
  let end = 0;
  for (const match of text.data.matchAll(COMMAND)) {
    const command = el("span", { class: "usable command", tabindex: "-1" }, match[0]);
    pressable(command, () => use.say(match[0]));
    pieces.push(text.data.slice(end, match.index), command);
    end = match.index + match[0].length;
  }
  if (pieces.length) text.replaceWith(...pieces, text.data.slice(end));
}
