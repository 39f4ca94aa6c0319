// The line in which one writes, with the reply above it; each chat keeps its own draft.

import { Commands } from "./commands.js";
import { byId } from "./dom.js";
import { needsTurns, sendInTurns } from "./inturns.js";
import { keep, kept } from "./kept.js";
import { toast } from "./toast.js";
import { gist } from "./words.js";

const touch = matchMedia("(pointer: coarse)");
const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;

export class Composer {
  #text = byId("text");
  #replying = null;
  #chat = null;
  #drafts = new Map(kept("drafts", []).map(([id, words]) => [id, { words }]));

  constructor({ store, outbox, attachments }) {
    Object.assign(this, { store, outbox, attachments });
    this.commands = new Commands({ store, choose: (words) => this.write(words) });
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    byId("replying-cancel").addEventListener("click", () => {
      this.reply(null);
      this.focus();
    });
    attachments.addEventListener("change", () => this.#show());
    addEventListener("pagehide", () => this.#keep());
    store.on("open state", () => this.#turn());
    store.on("speaker privacy", () => this.#show());
    store.on("message delete", ({ chat, message, fresh }) => {
      if (chat !== store.current) return;
      if (this.#replying) this.reply(chat.messages.get(this.#replying.id));
      else if (fresh && !this.words && asks(message, store.speaker(chat))) this.reply(message);
    });
  }

  /** Go to where one writes; `unasked`, the keyboard of a phone stays away. */
  focus({ unasked = false } = {}) {
    (unasked && touch.matches ? byId("title") : this.#text).focus();
  }

  /** Put words where one writes. */
  write(words) {
    this.#text.value = words;
    this.#typed();
    this.focus();
  }

  /** What is written, and has not been sent. */
  get words() {
    return this.#text.value.trim();
  }

  /** A command as it has to be written in the open chat. */
  command(name, rest) {
    return `${this.commands.written({ command: name })} ${rest}`;
  }

  /** Reply to a message with what is sent next; null to none. */
  reply(message) {
    this.#replying = message ?? null;
    this.#show();
  }

  /** Send words at once, whatever is being written. */
  async say(words) {
    try {
      await this.outbox.sendText(this.store.current, words);
    } catch (error) {
      toast(error.message);
    }
  }

  #key(event) {
    if (event.isComposing || this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !touch.matches) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape" && this.#replying) {
      event.stopPropagation();
      this.reply(null);
    }
  }

  async #send() {
    const { store, attachments } = this;
    const chat = store.current;
    const { words } = this;
    const { pictures, asFiles } = attachments;
    if ((!words && !pictures.length) || this.#excess()) return this.focus();
    const replying = this.#replying;
    const replyTo = replying?.id ?? null;
    this.#put({});
    this.focus();
    try {
      if (needsTurns({ chat, privacy: store.privacy, words, pictures, replying }))
        await sendInTurns({ store, outbox: this.outbox, chat, pictures, words, asFiles });
      else if (pictures.length)
        await this.outbox.sendPictures(chat, { pictures, words, replyTo, asFiles });
      else await this.outbox.sendText(chat, words, replyTo);
    } catch (error) {
      const unsent = error.unsent ?? [];
      const kept = unsent.length && unsent.length < pictures.length ? "" : words;
      this.#giveBack(chat, { words: kept, replying, pictures: unsent, asFiles });
      toast(error.message);
    }
  }

  /** What could not be sent is not lost, unless something new is being written already. */
  #giveBack(chat, draft) {
    if (chat.id !== this.#chat) this.#drafts.set(chat.id, draft);
    else if (!this.#text.value && !this.attachments.pictures.length) this.#put(draft);
  }

  #turn() {
    const id = this.store.open;
    if (id === this.#chat) {
      if (this.#replying) this.reply(this.store.current.messages.get(this.#replying.id));
      return this.#show();
    }
    if (this.#chat !== null) this.#drafts.set(this.#chat, this.#draft());
    this.#chat = id;
    return this.#put(this.#drafts.get(id) ?? {});
  }

  /** What one should know of privacy mode before one sends pictures to a group. */
  #advice(chat, n) {
    const { bot, privacy } = this.store;
    if (!n || chat.kind === "private" || !privacy || this.#replying?.from.bot) return "";
    const name = `@${bot.username}`;
    const pictures = this.attachments.pictures;
    if (needsTurns({ chat, privacy, words: this.words, pictures, replying: this.#replying })) {
      return "Privacy mode is on, so this goes in two steps: the command first, then the photos in reply to the bot’s answer. So it sees them all.";
    }
    if (!this.#text.value.startsWith("/")) {
      return `Privacy mode is on, so the bot is not shown this. Ask it by a reply to the photo: /who${name}`;
    }
    return n > 1
      ? "Privacy mode is on, so the bot is shown only the first photo. In a reply to one of its messages it sees them all."
      : "";
  }

  /** Why what is written cannot be sent, or nothing. */
  #excess() {
    const caption = this.attachments.pictures.length > 0;
    const most = caption ? LONGEST_CAPTION : LONGEST_TEXT;
    const { length } = this.words;
    if (length <= most) return "";
    const much = `${length.toLocaleString("en")} of ${most.toLocaleString("en")} characters`;
    return `${much}: ${caption ? "a caption" : "a message"} cannot be longer.`;
  }

  /** Have the tab remember what is written, for when the page is loaded anew. */
  #keep() {
    if (this.#chat !== null) this.#drafts.set(this.#chat, this.#draft());
    keep(
      "drafts",
      [...this.#drafts].map(([id, { words }]) => [id, words]),
    );
  }

  #draft() {
    const { pictures, asFiles } = this.attachments;
    return { words: this.#text.value, replying: this.#replying, pictures, asFiles };
  }

  #put({ words = "", replying = null, pictures = [], asFiles = false }) {
    this.#text.value = words;
    this.#replying = replying;
    this.attachments.set(pictures, asFiles);
    this.#typed();
  }

  #typed() {
    this.commands.typed();
    this.#show();
  }

  #show() {
    const { current: chat } = this.store;
    if (!chat) return;
    const me = this.store.self(chat);
    const n = this.attachments.pictures.length;
    const replying = this.#replying;
    byId("replying").hidden = !replying;
    if (replying) {
      const name = replying.from.id === me.id ? "yourself" : replying.from.name;
      byId("replying-name").textContent = `Reply to ${name}`;
      byId("replying-words").textContent = gist(replying);
    }
    byId("advice").textContent = this.#advice(chat, n);
    const speaker = this.store.speaker(chat);
    const plain = speaker.id === me.id ? "Message" : `Message as ${speaker.name}`;
    const hint = (asks(replying, speaker) && replying.asks.hint) || plain;
    this.#text.placeholder = n ? "Add a caption…" : hint;
    byId("text-label").textContent = n ? "Caption" : hint;
    const excess = this.#excess();
    byId("limit").textContent = excess;
    this.#text.setAttribute("aria-invalid", String(Boolean(excess)));
    byId("send").setAttribute("aria-disabled", String(Boolean(excess) || (!n && !this.words)));
    this.#text.style.height = "auto";
    const high = this.#text.scrollHeight; // 0 while it is out of view
    if (high) this.#text.style.height = `${high}px`;
  }
}

/** Whether a message asks somebody to reply to it. */
function asks(message, speaker) {
  return Boolean(message?.asks?.of.includes(speaker.id));
}
