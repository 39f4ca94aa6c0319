// The story that the page plays: three people are taught, then everybody is asked about.

import { measured } from "./attachments.js";
import { last } from "./store.js";
import { numbered } from "./tray.js";

const PEOPLE = 3;
const READING_MS = 1300;
const EXPLAINS_AFTER_MS = 7000;
const SETTLES_MS = 6500;
const PATIENCE_MS = 120_000;

class Stopped extends Error {}

/** Emits "step" with { number, of, words } and "over" with { words, done }. */
export class Story extends EventTarget {
  #stop = null;

  constructor({ store, outbox, samples }) {
    super();
    Object.assign(this, { store, outbox, samples });
  }

  get playing() {
    return this.#stop !== null;
  }

  stop() {
    this.#stop?.abort();
  }

  /** Play it in the private chat, each step after the bot's answer to the one before. */
  async play() {
    if (this.playing) return;
    this.#stop = new AbortController();
    let words = "That was the story. Now send a photo of your own, or try the group “Friends”.";
    let done = true;
    try {
      const steps = stepsOf(await this.samples.listing());
      for (const [index, step] of steps.entries()) {
        this.#tell("step", { number: index + 1, of: steps.length, words: step.words });
        await this.#perform(step);
        await this.#pause(READING_MS);
      }
    } catch (error) {
      done = false;
      words =
        error instanceof Stopped
          ? "Stopped. What was taught so far stays with the bot."
          : error.message;
    }
    this.#stop = null;
    this.#tell("over", { words, done });
  }

  async #perform({ samples, caption }) {
    const files = await this.samples.files(samples);
    this.#go();
    const chat = this.store.private.id;
    const before = last(this.store.private)?.id ?? 0;
    const pictures = await Promise.all(files.map(measured));
    await this.outbox.sendPictures(this.store.private, { pictures, words: caption });
    await this.#until(() => this.#answered(chat, before, files.length, !caption));
  }

  /** Whether the bot has said its last word to the pictures sent after the message `before`. */
  #answered(id, before, n, picture) {
    const messages = [...(this.store.chats.get(id)?.messages.values() ?? [])];
    const later = messages.filter((message) => message.id > before);
    const sent = later.filter((message) => message.photo && !message.from.bot).slice(0, n);
    if (sent.length < n) return false;
    const ids = new Set(sent.map((message) => message.id));
    const answers = later.filter((message) => message.from.bot && ids.has(message.reply_to));
    const answer = answers.at(-1);
    if (!answer) return false;
    if (answer.photo || answers.length > 1) return true;
    // Words that come late, or where a picture is due, may only say that the answer takes a while.
    const early = !picture && this.#waited < EXPLAINS_AFTER_MS;
    return early || this.#still(answer.id);
  }

  #waited = 0;
  #word = { id: null, since: 0 };

  /** Whether the bot has left it at this word, and has done nothing else for a while. */
  #still(id) {
    if (this.#word.id !== id || this.store.action(this.store.private)) {
      this.#word = { id, since: this.#waited };
    }
    return this.#waited - this.#word.since > SETTLES_MS;
  }

  async #until(condition) {
    const begun = Date.now();
    do {
      await this.#pause(100);
      this.#waited = Date.now() - begun;
      if (this.#waited > PATIENCE_MS) {
        throw new Error("The bot has not answered for two minutes, so the story ends here.");
      }
    } while (!condition());
  }

  #go() {
    if (this.#stop.signal.aborted) throw new Stopped();
  }

  #pause(ms) {
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const stopped = () => reject(new Stopped());
      if (signal.aborted) stopped();
      signal.addEventListener("abort", stopped, { once: true });
      setTimeout(() => {
        signal.removeEventListener("abort", stopped);
        resolve();
      }, ms);
    });
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

function stepsOf({ people, strangers, groups }) {
  const cast = people.slice(0, PEOPLE);
  const one = (url, name) => [{ url, name }];
  return [
    ...cast.map(({ name, shots }) => ({
      words: `Teaching ${name}, with ${shots.length} photos and a caption`,
      samples: numbered(name, shots),
      caption: `/enroll ${name}`,
    })),
    ...cast.map(({ name, probe }) => ({
      words: `Asking about a new photo of ${name}`,
      samples: one(probe, `Another of ${name}`),
    })),
    { words: "Asking about a stranger", samples: one(strangers[0].shots[0], strangers[0].name) },
    { words: "Asking about a picture of all three", samples: one(groups[0].url, groups[0].name) },
  ];
}
