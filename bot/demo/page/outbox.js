// What is on its way to the server, shown in the chat until it has arrived.

import { ALBUM } from "./album.js";
import { forget } from "./attachments.js";

/** Emits "change" with { chat, begun } and "progress" with { key, part }. */
export class Outbox extends EventTarget {
  #sending = [];
  #count = 0;

  constructor({ store, connection }) {
    super();
    Object.assign(this, { store, connection });
    store.on("message", ({ chat, message, fresh }) => fresh && this.#arrived(chat, message));
  }

  /** What is being sent to a chat. */
  of(chat) {
    return this.#sending.filter((one) => one.chat === chat.id && !one.there);
  }

  /** Send words as whoever speaks in the chat. Rejects with `Refused`. */
  async sendText(chat, text, replyTo = null) {
    await this.connection.sendText(chat.id, { as: this.store.speaker(chat).id, text, replyTo });
  }

  /**
   * Send pictures, { file, url, width, height } each, by tens, all in reply to the same; the first
   * ten have the words as their caption. Rejects with `Refused`, which then holds the pictures that were not sent.
   */
  async sendPictures(chat, { pictures, words = "", replyTo = null, asFiles = false }) {
    const from = this.store.speaker(chat);
    const tens = [];
    for (let at = 0; at < pictures.length; at += ALBUM) {
      tens.push({
        key: `s${++this.#count}`,
        chat: chat.id,
        from,
        date: Date.now() / 1000,
        pictures: pictures.slice(at, at + ALBUM),
        words: at ? "" : words,
        replyTo,
        asFiles,
        part: 0,
      });
    }
    this.#sending.push(...tens);
    this.#changed(chat, { begun: true });
    while (tens.length) {
      try {
        await this.#send(tens[0]);
      } catch (error) {
        this.#drop(tens);
        error.unsent = tens.flatMap((one) => one.pictures);
        throw error;
      }
      const sent = tens.shift();
      this.#drop([sent]);
      sent.pictures.forEach(forget);
    }
  }

  #send(one) {
    const { chat, from, pictures, words, replyTo, asFiles } = one;
    const files = pictures.map((picture) => picture.file);
    const request = { as: from.id, files, caption: words, replyTo, asFiles };
    return this.connection.sendPhotos(chat, request, (part) => {
      one.part = part;
      this.dispatchEvent(new CustomEvent("progress", { detail: { key: one.key, part } }));
    });
  }

  /** The message itself may be told before the request is answered: then it takes the place. */
  #arrived(chat, message) {
    if (!message.photo && !message.file) return;
    const one = this.of(chat).find((sent) => sent.from.id === message.from.id && sent.part === 1);
    if (one) one.there = true;
  }

  #drop(some) {
    this.#sending = this.#sending.filter((one) => !some.includes(one));
    for (const id of new Set(some.map((one) => one.chat))) {
      const chat = this.store.chats.get(id);
      if (chat) this.#changed(chat, {});
    }
  }

  #changed(chat, { begun = false }) {
    this.dispatchEvent(new CustomEvent("change", { detail: { chat, begun } }));
  }
}
