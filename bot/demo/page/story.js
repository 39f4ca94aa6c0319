// The story that the page plays: people are taught and asked about, and an answer is corrected.

import { measured } from "./attachments.js";
import { keep, kept } from "./kept.js";
import { stepsOf } from "./steps.js";

const LEARNT = "What was taught so far stays with the bot.";
const ENDING = { words: "Ending the enrolment that is open", caption: "/done" };
const READING_MS = 1300;
const EXPLAINS_AFTER_MS = 7000;
const SETTLES_MS = 6500;
const PATIENCE_MS = 120_000;

class Stopped extends Error {}

/** Emits "step" with { number, of, words } and "over" with { words, done }. */
export class Story extends EventTarget {
  #stop = null;

  constructor({ store, connection, outbox, samples }) {
    super();
    Object.assign(this, { store, connection, outbox, samples });
  }

  get playing() {
    return this.#stop !== null;
  }

  stop() {
    this.#stop?.abort();
  }

  /** Say so where it was played when the page was loaded anew. */
  recall() {
    if (!kept("story", false)) return;
    keep("story", undefined);
    const words = `The page was loaded anew, so the story has stopped. ${LEARNT}`;
    this.#tell("over", { words, done: false });
  }

  /** Play it in the private chat, each step after the bot's answer to the one before. */
  async play() {
    if (this.playing) return;
    this.#stop = new AbortController();
    keep("story", true);
    let words = "That was the story. Now send a photo of your own, or try the group “Friends”.";
    let done = true;
    try {
      const steps = stepsOf(await this.samples.listing());
      for (const [index, step] of steps.entries()) {
        const place = { number: index + 1, of: steps.length };
        // Whoever is being enrolled just now would be given all the photos to come.
        if (enrolling(this.store.private)) await this.#take(ENDING, place);
        await this.#take(step, place);
      }
    } catch (error) {
      done = false;
      words = error instanceof Stopped ? `Stopped. ${LEARNT}` : error.message;
    }
    this.#stop = null;
    keep("story", undefined);
    this.#tell("over", { words, done });
  }

  async #take(step, place) {
    this.#tell("step", { ...place, words: step.words });
    await this.#perform(step);
    await this.#pause(READING_MS);
  }

  async #perform({ samples = [], caption, presses = [] }) {
    for (const labels of presses) await this.#press(labels);
    if (!presses.length) await this.#send(samples, caption);
  }

  /** Press a button with one of these labels under the bot's last word, where it has one. */
  async #press(labels) {
    await this.#seen();
    const chat = this.store.private;
    const last = () => [...chat.messages.values()].findLast(({ from }) => from.bot);
    const { id, buttons } = last();
    const row = buttons.findIndex((cells) => cells.some(({ text }) => labels.includes(text)));
    // The bot may know better than the story: then there is nothing to be corrected.
    if (row < 0) return;
    const column = buttons[row].findIndex(({ text }) => labels.includes(text));
    const as = this.store.speaker(chat).id;
    const { text, alert } = await this.connection.press(chat.id, { as, message: id, row, column });
    if (text && alert) throw new Error(text);
    const before = JSON.stringify(buttons);
    await this.#until(() => JSON.stringify(last().buttons) !== before);
    await this.#pause(READING_MS);
  }

  async #send(samples, caption) {
    const files = await this.samples.files(samples);
    const pictures = await Promise.all(files.map(measured));
    await this.#seen();
    const chat = this.store.private;
    const before = new Map([...chat.messages].map(([id, { html }]) => [id, html]));
    if (pictures.length) await this.outbox.sendPictures(chat, { pictures, words: caption });
    else await this.outbox.sendText(chat, caption);
    await this.#until(() => this.#answered(before, pictures.length, !caption));
  }

  /** Whether the bot has said its last word to what was sent after the messages `before`. */
  #answered(before, photos, picture) {
    const messages = [...this.store.private.messages.values()];
    const fresh = messages.filter((message) => !before.has(message.id));
    const sent = fresh.filter(
      (message) => !message.from.bot && Boolean(message.photo) === photos > 0,
    );
    if (sent.length < Math.max(photos, 1)) return false;
    const ids = new Set(sent.map((message) => message.id));
    // Photos that an enrolment takes are answered by a change of the message that it began with.
    const answers = messages.filter(({ id, from, html, reply_to: to }) =>
      before.has(id)
        ? from.bot && before.get(id) !== html
        : from.bot && (ids.has(to) || to === null),
    );
    const answer = answers.at(-1);
    if (!answer) return false;
    if (answer.photo || answers.length > 1) return true;
    // Words that come late, or where a picture is due, may only say that the answer takes a while.
    const early = !picture && this.#waited < EXPLAINS_AFTER_MS;
    return early || this.#still(answer);
  }

  #waited = 0;
  #word = { said: null, since: 0 };

  /** Whether the bot has left it at this word, and has done nothing else for a while. */
  #still({ id, html }) {
    const said = `${id} ${html}`;
    if (this.#word.said !== said || this.store.action(this.store.private)) {
      this.#word = { said, since: this.#waited };
    }
    return this.#waited - this.#word.since > SETTLES_MS;
  }

  /** Wait for something, two minutes at most in which the page is seen: else it hears nothing. */
  async #until(condition) {
    this.#waited = 0;
    do {
      const begun = Date.now();
      await this.#pause(100);
      if (!document.hidden) this.#waited += Date.now() - begun;
      if (this.#waited > PATIENCE_MS) {
        throw new Error("After two minutes the bot has no answer yet, so the story ends here.");
      }
    } while (!condition());
  }

  /** Go on, as soon as somebody watches. */
  async #seen() {
    await this.#pause(0);
    while (document.hidden) await this.#pause(200);
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

/**
 * Whether an enrolment is open in a chat: what the bot says of it asks for /done until it is over.
 * The bot's introduction speaks of /enroll as well.
 */
function enrolling({ messages }) {
  const all = [...messages.values()];
  const ends = ({ from, html }) => !from.bot && /^\/(done|cancel)\b/.test(html);
  const asks = ({ from, html }) => from.bot && html.includes("/done") && !html.includes("/enroll");
  return all.findLastIndex(asks) > all.findLastIndex(ends);
}
