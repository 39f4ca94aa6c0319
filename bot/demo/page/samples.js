// The tray of drawn people: to add, to drag, or to have the page play the whole story.

import { measured } from "./attachments.js";
import { byId } from "./dom.js";
import { toast } from "./toast.js";
import { trayOf } from "./tray.js";

const NARROW = matchMedia("(max-width: 960px)");

export class Samples {
  #tray = byId("tray");
  #button = byId("people");
  #listing = null;
  #names = [];
  #adding = Promise.resolve();
  #lay = false;

  constructor({ connection, attachments, composer, play }) {
    Object.assign(this, { connection, attachments, composer, play });
    this.#button.addEventListener("click", () => (this.#tray.open ? this.close() : this.open()));
    byId("tray-close").addEventListener("click", () => this.close());
    byId("tray-done").addEventListener("click", () => this.close());
    this.#tray.addEventListener("close", () => this.#closed());
    this.#tray.addEventListener("click", ({ target }) => {
      if (target === this.#tray && NARROW.matches) this.close();
    });
    this.#tray.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !NARROW.matches) this.close();
    });
    NARROW.addEventListener("change", () => this.#reopen());
    attachments.addEventListener("change", () => {
      this.#foot();
      this.#untaught();
    });
  }

  async open() {
    this.#show();
    this.#button.setAttribute("aria-expanded", "true");
    byId("tray-close").focus();
    try {
      await this.#draw();
    } catch (error) {
      toast(error.message);
    }
  }

  close() {
    this.#tray.close();
  }

  /** Who there is; fetched once. */
  async listing() {
    this.#listing ??= await this.connection.samples();
    this.#names = this.#listing.people.map(({ name }) => name);
    return this.#listing;
  }

  /** Samples as files: [{ url, name }]. */
  files(samples) {
    return Promise.all(samples.map(({ url, name }) => this.connection.sampleFile(url, name)));
  }

  /**
   * Put samples with what is about to be sent, each of them once. Where a name is given they are
   * those to learn somebody by: then they stand in place of all samples that were there.
   */
  attach(chosen, asFiles) {
    // One after the other, so that a double click finds what the first one added.
    this.#adding = this.#adding
      .then(() => this.#attach(chosen, asFiles))
      .catch((error) => toast(error.message));
    return this.#adding;
  }

  async #attach({ samples, name }, asFiles) {
    const { attachments, composer } = this;
    const there = new Set(attachments.pictures.map(({ sample }) => sample));
    const fresh = name ? samples : samples.filter(({ url }) => !there.has(url));
    if (!fresh.length) return;
    const pictures = await Promise.all((await this.files(fresh)).map(measured));
    pictures.forEach((picture, at) => (picture.sample = fresh[at].url));
    if (!name) {
      attachments.put(pictures, asFiles);
      return;
    }
    const own = attachments.pictures.filter(({ sample }) => !sample);
    const words = composer.words;
    attachments.set([...own, ...pictures], asFiles ?? attachments.asFiles);
    if (!words || this.#teaches(words)) composer.write(this.#command(name));
  }

  #command(name) {
    return this.composer.command("enroll", name);
  }

  /** Whether words are no more than what comes with the pictures of a sample person. */
  #teaches(words) {
    return this.#names.some((name) => words === this.#command(name));
  }

  /** Without a picture the command that came with the pictures goes as well. */
  #untaught() {
    const { pictures } = this.attachments;
    const lay = this.#lay;
    this.#lay = pictures.some(({ sample }) => sample);
    if (lay && !pictures.length && this.#teaches(this.composer.words)) this.composer.write("");
  }

  /** Beside the conversation where there is room, else above it, as a dialog with all its manners. */
  #show() {
    if (NARROW.matches) this.#tray.showModal();
    else this.#tray.show();
  }

  #reopen() {
    if (!this.#tray.open) return;
    this.#moving = true;
    this.#tray.close();
    this.#show();
  }
  #moving = false;

  #closed() {
    if (this.#moving) {
      this.#moving = false;
      return;
    }
    this.#button.setAttribute("aria-expanded", "false");
    if (this.attachments.pictures.length) this.composer.focus();
    else this.#button.focus();
  }

  /** On a phone the tray covers what is chosen: say how much that is. */
  #foot() {
    const n = this.attachments.pictures.length;
    byId("tray-foot").hidden = !n || !NARROW.matches;
    byId("tray-done").textContent =
      n === 1 ? "Continue with 1 photo" : `Continue with ${n} photos`;
  }

  async #draw() {
    this.#foot();
    const body = byId("tray-body");
    if (body.childElementCount) return;
    const deeds = { add: (samples) => this.#add(samples), play: () => this.#play() };
    body.replaceChildren(...trayOf(await this.listing(), deeds));
  }

  #play() {
    if (NARROW.matches) this.close();
    this.play();
  }

  async #add(samples) {
    await this.attach(samples);
    if (!NARROW.matches && samples.name) this.composer.focus();
  }
}
