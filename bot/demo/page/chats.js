// The list of chats, and the head of the one that is open.

import { doing } from "./conversation.js";
import { avatar, byId, el } from "./dom.js";
import { takeOver } from "./pictures.js";
import { last } from "./store.js";
import { briefly, dateTime } from "./when.js";
import { gist } from "./words.js";

const PHONE = matchMedia("(max-width: 720px)");

export class Chats {
  #list = byId("chats");
  #app = byId("app");
  #shown = new Map();
  #headed = null;

  constructor({ store, opened }) {
    Object.assign(this, { store, opened });
    store.on("state message delete action open seen", () => this.#draw());
    byId("back").addEventListener("click", () => this.#back());
    // Entries of the history that the page did not make, such as that of a link, tell nothing.
    addEventListener("popstate", ({ state }) => state?.view && this.#view(state.view));
    document.addEventListener("visibilitychange", () => store.look());
  }

  /** Open a chat, and have the conversation in view. */
  open(id) {
    this.converse();
    this.store.show(id);
    this.opened();
  }

  /** Have the conversation in view; on a phone the list is a page of its own, to go back to. */
  converse() {
    if (PHONE.matches && this.#app.dataset.view === "chats") {
      history.replaceState({ view: "chats" }, "");
      history.pushState({ view: "conversation" }, "");
    }
    this.#view("conversation");
  }

  #back() {
    if (history.state?.view === "conversation") history.back();
    else this.#view("chats");
  }

  #view(view) {
    this.#app.dataset.view = view;
    if (view === "chats") this.#list.querySelector("[aria-current]")?.focus();
  }

  #draw() {
    const { store } = this;
    if (!store.bot) return;
    const chats = [...store.chats.values()];
    const entries = chats.map((chat) => this.#kept(chat));
    if (entries.some((entry, index) => this.#list.children[index] !== entry)) {
      this.#list.replaceChildren(...entries);
    }
    this.#head(store.current);
    const unread = chats.reduce((sum, chat) => sum + store.unread(chat), 0);
    document.title = unread ? `(${unread}) ${store.bot.name}` : store.bot.name;
    byId("embedder").textContent = store.embedder.sentence;
  }

  /** A chat's entry, made anew only where it says something new. */
  #kept(chat) {
    const { store } = this;
    const sign = JSON.stringify([
      last(chat),
      store.unread(chat),
      store.action(chat),
      chat.id === store.open,
    ]);
    const known = this.#shown.get(chat.id);
    if (known?.sign === sign) return known.entry;
    const button = this.#button(chat);
    const entry = known?.entry ?? el("li", {});
    const focused = entry.contains(document.activeElement);
    takeOver(entry, button);
    entry.replaceChildren(button);
    if (focused) button.focus();
    this.#shown.set(chat.id, { sign, entry });
    return entry;
  }

  #button(chat) {
    const { store } = this;
    const newest = last(chat);
    const unread = store.unread(chat);
    const action = doing(store.action(chat));
    const words = el("span", {
      class: `chat-words ${action ? "busy" : ""} ${unread ? "" : "wide"}`,
    });
    if (action) words.append(`${chat.kind === "group" ? `${store.bot.name} is ` : ""}${action}…`);
    else if (newest) words.append(...this.#preview(chat, newest));
    else
      words.append(
        chat.kind === "group"
          ? store
              .people(chat)
              .map((one) => one.name)
              .join(", ")
          : "Say hello",
      );
    return el(
      "button",
      {
        class: "chat",
        type: "button",
        "data-chat": chat.id,
        "aria-current": chat.id === store.open && "true",
        onclick: () => this.open(chat.id),
      },
      face(chat),
      el("span", { class: "chat-name" }, chat.title),
      " ",
      newest ? el("time", { datetime: dateTime(newest.date) }, briefly(newest.date)) : el("span"),
      " ",
      words,
      unread > 0 && badge(unread),
    );
  }

  #preview(chat, newest) {
    const { store } = this;
    const album = [...chat.messages.values()].filter(
      (one) => newest.album && one.album === newest.album,
    );
    const spoken = album.find((one) => one.html) ?? newest;
    const mine = newest.from.id === store.self(chat).id;
    const who = mine ? "You" : chat.kind === "group" ? newest.from.name : null;
    const photo = newest.photo && el("img", { src: newest.photo.url, alt: "", class: "peek" });
    if (newest.service) return [newest.service];
    return [who && el("b", {}, `${who}: `), photo, gist(spoken, album.length)].filter(Boolean);
  }

  #head(chat) {
    const { store } = this;
    const action = doing(store.action(chat));
    const status = byId("status");
    byId("title").textContent = chat.title;
    if (this.#headed !== chat.id) byId("head-avatar").replaceChildren(face(chat, "small"));
    this.#headed = chat.id;
    status.classList.toggle("busy", Boolean(action));
    const bot = chat.kind === "group" ? `${store.bot.name} is ` : "";
    const rest =
      chat.kind === "group" ? `${store.people(chat).length} members and the bot` : "bot";
    status.textContent = action ? `${bot}${action}…` : rest;
  }
}

function badge(unread) {
  const words = el("span", { class: "sr-only" }, " unread");
  return el("span", { class: "badge" }, String(unread), words);
}

function face(chat, size = "") {
  return avatar(chat.kind === "private" ? { bot: true } : { id: chat.id, name: chat.title }, size);
}
