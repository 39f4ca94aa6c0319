// What the page knows: the chats and their messages, which one is open, and who speaks.

import { keep, kept } from "./kept.js";

const ACTION_MS = 5500;

/**
 * Emits "state" (all is new), "message" with { chat, message, fresh }, "delete", "action",
 * "commands", "privacy", "open", "speaker", "seen"; each with { chat } where it concerns one.
 */
export class Store extends EventTarget {
  bot = null;
  embedder = null;
  privacy = true;
  /** By id; each has its messages by id, in order. */
  chats = new Map();
  open = kept("open", null);
  #seen = new Map();
  #speakers = new Map(kept("speakers", []));
  #actions = new Map();

  on(kinds, listener) {
    for (const kind of kinds.split(" ")) {
      this.addEventListener(kind, (event) => listener(event.detail));
    }
  }

  /** Take in an event of the server. */
  take({ kind, data }) {
    if (kind === "state") this.#replace(data);
    else if (kind === "privacy") this.#tell("privacy", { on: (this.privacy = data.on) });
    else {
      const chat = this.chats.get(data.chat);
      if (chat) this[`_${kind}`](chat, data);
    }
  }

  /** The visitor. */
  get me() {
    for (const chat of this.chats.values()) {
      if (chat.kind === "private") return this.people(chat)[0];
    }
    return null;
  }

  /** Who the visitor is in a chat: themself, or the friend whose private chat it is. */
  self(chat) {
    return chat.kind === "private" ? this.people(chat)[0] : this.me;
  }

  get current() {
    return this.chats.get(this.open);
  }

  get private() {
    return [...this.chats.values()].find((chat) => chat.kind === "private");
  }

  people(chat) {
    return chat.members.filter((member) => member.id !== this.bot.id);
  }

  /** As whom the visitor writes in a chat. */
  speaker(chat) {
    const people = this.people(chat);
    return people.find((member) => member.id === this.#speakers.get(chat.id)) ?? people[0];
  }

  speakAs(chat, id) {
    this.#speakers.set(chat.id, id);
    keep("speakers", [...this.#speakers]);
    this.#tell("speaker", { chat });
  }

  show(id) {
    if (!this.chats.has(id)) return;
    this.open = id;
    keep("open", id);

    this.#tell("open", { chat: this.current });
    this.look();
  }

  /** The visitor sees the open chat. */
  look() {
    const chat = this.current;
    if (!chat || document.hidden) return;
    this.#seen.set(chat.id, last(chat)?.id ?? 0);
    this.#tell("seen", { chat });
  }

  /** Wait for a chat to be told of. */
  async known(id) {
    while (!this.chats.has(id))
      await new Promise((told) => this.addEventListener("state", told, { once: true }));
  }

  unread(chat) {
    const seen = this.#seen.get(chat.id) ?? 0;
    const others = (message) => message.id > seen && message.from.id !== this.self(chat)?.id;
    return [...chat.messages.values()].filter(others).length;
  }

  /** What the bot is doing in a chat just now, such as "typing", or null. */
  action(chat) {
    return this.#actions.get(chat.id)?.action ?? null;
  }

  #replace(state) {
    Object.assign(this, { bot: state.bot, embedder: state.embedder, privacy: state.privacy });
    const first = this.chats.size === 0;
    this.chats = new Map(state.chats.map((chat) => [chat.id, withMessages(chat)]));
    for (const chat of this.chats.values()) {
      const newest = last(chat)?.id ?? 0;
      const seen = first ? newest : (this.#seen.get(chat.id) ?? 0);
      this.#seen.set(chat.id, Math.min(seen, newest));
    }
    for (const id of this.#actions.keys()) this.#rest(id);
    if (!this.chats.has(this.open)) this.open = this.private?.id ?? [...this.chats.keys()][0];
    this.#tell("state", {});
    this.look();
  }

  _message(chat, message) {
    const fresh = !chat.messages.has(message.id);
    const late = fresh && message.id < (last(chat)?.id ?? 0);
    chat.messages.set(message.id, message);
    if (late) chat.messages = new Map([...chat.messages].sort(([a], [b]) => a - b));
    if (message.from.bot) this.#rest(chat.id);
    this.#tell("message", { chat, message, fresh });
    if (chat.id === this.open) this.look();
  }

  _delete(chat, { id }) {
    chat.messages.delete(id);
    this.#tell("delete", { chat });
  }

  _commands(chat, { commands }) {
    chat.commands = commands;
    this.#tell("commands", { chat });
  }

  _action(chat, { action }) {
    clearTimeout(this.#actions.get(chat.id)?.timer);
    const timer = setTimeout(() => {
      this.#actions.delete(chat.id);
      this.#tell("action", { chat });
    }, ACTION_MS);
    this.#actions.set(chat.id, { action, timer });
    this.#tell("action", { chat });
  }

  #rest(id) {
    clearTimeout(this.#actions.get(id)?.timer);
    this.#actions.delete(id);
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/** The newest message of a chat. */
export function last(chat) {
  return [...chat.messages.values()].at(-1);
}

function withMessages(chat) {
  const sorted = chat.messages.toSorted((a, b) => a.id - b.id);
  return { ...chat, messages: new Map(sorted.map((message) => [message.id, message])) };
}
