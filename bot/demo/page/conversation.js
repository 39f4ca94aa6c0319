// The open chat's messages: kept in step with the store, and scrolled as one expects.

import { rowOf, sendingRowOf, showPart } from "./bubble.js";
import { avatar, byId, el } from "./dom.js";
import { itemsOf } from "./items.js";
import { MessageMenu } from "./menu.js";
import { decoded, freshOf, takeOver } from "./pictures.js";
import { Rows } from "./rows.js";
import { welcomeTo } from "./welcome.js";

const NEAR = 120;
const PICTURE_MS = 2000;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const DOING = {
  typing: "typing",
  upload_photo: "sending a photo",
  upload_document: "sending a file",
};

/** What the bot is doing, in words, or null. */
export function doing(action) {
  return action && (DOING[action] ?? DOING.typing);
}

export class Conversation {
  #log = byId("log");
  #newest = byId("newest");
  #shown = new Map();
  #chat = null;
  #places = new Map();
  #missed = 0;
  #measure = "";

  constructor({ store, outbox, view, invite }) {
    Object.assign(this, { store, outbox, view, invite });
    const deeds = { chat: () => store.current, reply: view.reply };
    this.rows = new Rows(this.#log, deeds);
    this.menu = new MessageMenu(this.#log, deeds);
    store.on("state open", () => this.#turn());
    store.on("delete action", ({ chat }) => chat === store.current && this.#draw());
    store.on("message", (news) => news.chat === store.current && this.#told(news));
    outbox.addEventListener("change", ({ detail }) => {
      if (detail.chat !== store.current) return;
      this.#draw();
      if (detail.begun) this.toEnd();
    });
    outbox.addEventListener("progress", ({ detail }) => {
      const row = this.#shown.get(detail.key)?.element;
      if (row) showPart(row, detail.part);
    });
    this.#log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#newest.addEventListener("click", () => this.toEnd({ smooth: true }));
    new ResizeObserver(() => this.#stay()).observe(this.#log);
    this.#log.addEventListener("load", () => this.#stay(), true);
  }

  /** Go to the newest message. */
  toEnd({ smooth = false } = {}) {
    this.atEnd = true;
    this.#log.scrollTo({ top: this.#end, behavior: smooth ? gliding() : "instant" });
  }

  /** Go to a message and point at it. */
  find(id) {
    const row = this.rows.holding(id);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: gliding() });
    this.rows.go(row, { scroll: false });
    row.classList.remove("found");
    requestAnimationFrame(() => row.classList.add("found"));
    setTimeout(() => row.classList.remove("found"), 1700);
  }

  /** What one says oneself is looked at; what others say meanwhile is counted. */
  #told({ chat, message, fresh }) {
    if (fresh && !this.atEnd) this.#missed++;
    this.#draw();
    if (fresh && message.from.id === this.store.speaker(chat).id) this.toEnd();
  }

  /** Another chat, or everything anew: nothing of it is news to a screen reader. */
  #turn() {
    const chat = this.store.current;
    const same = this.#chat?.id === chat.id;
    const place = same ? this.#log.scrollTop : this.#places.get(chat.id);
    const end = same ? this.atEnd : place === undefined;
    this.atEnd = end;
    if (this.#chat && !same) {
      this.#places.delete(this.#chat.id);
      if (!this.atEnd) this.#places.set(this.#chat.id, this.#log.scrollTop);
      this.#missed = 0;
    }
    this.#chat = chat;
    this.#log.setAttribute("aria-live", "off");
    this.#log.replaceChildren();
    this.#shown.clear();
    this.#draw({ quiet: true });
    if (end) this.toEnd();
    else this.#log.scrollTop = place;
    this.#scrolled();
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 200);
  }

  #draw({ quiet = false } = {}) {
    const chat = this.store.current;
    const view = { ...this.view, chat, me: this.store.self(chat), bot: this.store.bot };
    const items = itemsOf(chat, this.outbox.of(chat));
    const action = doing(this.store.action(chat));
    if (action)
      items.push({ kind: "typing", key: "typing", words: action, first: true, last: true });
    if (!items.length) items.push({ kind: "welcome", key: "welcome" });
    const elements = items.map((item) => this.#element(item, view, quiet));
    const keys = new Set(items.map((item) => item.key));
    for (const key of this.#shown.keys()) if (!keys.has(key)) this.#shown.delete(key);
    const refocus = this.rows.focused();
    place(this.#log, elements);
    this.rows.refresh();
    refocus();
    this.#stay();
    this.#scrolled();
  }

  #element(item, view, quiet) {
    const sign = signature(item, view.chat);
    let known = this.#shown.get(item.key);
    if (!known || known.sign !== sign) {
      const element = this.#make(item, view);
      if (!known && !quiet) element.classList.add("new");
      known = { sign, element, before: known && (known.before ?? known.element) };
      if (known.before) this.#relieve(known);
      this.#shown.set(item.key, known);
    }
    const element = known.before ?? known.element;
    element.classList.toggle("first", Boolean(item.first));
    element.classList.toggle("last", Boolean(item.last));
    return element;
  }

  /** Have what was edited take the place of what was there once its pictures can be seen. */
  #relieve(known) {
    const { before, element } = known;
    const loading = freshOf(before, element);
    const relieved = () => {
      takeOver(before, element);
      known.before = null;
    };
    if (!loading.length) return relieved();
    const late = new Promise((over) => setTimeout(over, PICTURE_MS));
    return Promise.race([Promise.allSettled(loading.map(decoded)), late]).then(() => {
      relieved();
      this.#draw();
    });
  }

  #make(item, view) {
    if (item.kind === "row") return rowOf(item, view);
    if (item.kind === "sending") return sendingRowOf(item, view);
    if (item.kind === "typing") return typing(item.words, view);
    if (item.kind === "welcome") return welcomeTo(view.chat, this.store, this.invite);
    return el("div", { class: item.kind }, item.words);
  }

  /** Where one reads on: below the last message, or where the greeting begins. */
  get #end() {
    return this.#log.querySelector(".welcome") ? 0 : this.#log.scrollHeight;
  }

  #stay() {
    if (this.atEnd) this.#log.scrollTop = this.#end;
  }

  #scrolled() {
    // A scroll that comes of more or less room is not the reader's.
    const measure = `${this.#log.scrollHeight} ${this.#log.clientHeight}`;
    if (measure !== this.#measure) this.#stay();
    this.#measure = measure;
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const greeted = this.#end === 0;
    this.atEnd = greeted || scrollHeight - scrollTop - clientHeight < NEAR;
    this.#newest.hidden = this.atEnd;
    if (this.atEnd) this.#missed = 0;
    byId("newest-count").textContent = this.#missed || "";
  }
}

function gliding() {
  return still.matches ? "instant" : "smooth";
}

/** What an item's element depends on, besides its neighbours. */
function signature(item, chat) {
  if (item.kind === "sending") return item.key;
  if (item.kind !== "row") return item.words;
  const quoted = chat.messages.get(item.messages[0].reply_to);
  const about = quoted && [quoted.html, quoted.photo?.url, quoted.file?.name];
  return JSON.stringify([item.messages, about, item.first]);
}

function typing(words, { chat }) {
  const dots = el("span", { class: "dots" }, el("i"), el("i"), el("i"));
  const bubble = el("div", { class: "bubble" }, dots, words === "typing" ? null : words);
  const face = chat.kind === "group" && avatar({ bot: true }, "tiny");
  const body = el("div", { class: "body" }, bubble);
  return el("div", { class: "row theirs typing", "aria-hidden": "true" }, face, body);
}

/** Have exactly these children in this order, touching no more than has to change. */
function place(parent, elements) {
  const wanted = new Set(elements);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, index) => {
    if (parent.children[index] !== element)
      parent.insertBefore(element, parent.children[index] ?? null);
  });
}
