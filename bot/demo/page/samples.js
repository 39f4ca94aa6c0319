// The tray of drawn people: to add, to drag, or to have the page play the whole story.

import { byId } from "./dom.js";
import { toast } from "./toast.js";
import { trayOf } from "./tray.js";

const NARROW = matchMedia("(max-width: 960px)");

export class Samples {
  #tray = byId("tray");
  #button = byId("people");
  #listing = null;

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
    attachments.addEventListener("change", () => this.#foot());
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
    return (this.#listing ??= await this.connection.samples());
  }

  /** Samples as files: [{ url, name }]. */
  files(samples) {
    return Promise.all(samples.map(({ url, name }) => this.connection.sampleFile(url, name)));
  }

  /** Put samples with what is about to be sent, as those to learn somebody by where a name is given. */
  async attach({ samples, name }, asFiles) {
    try {
      await this.attachments.add(await this.files(samples), asFiles);
      if (name && !byId("text").value) this.composer.command("enroll", name);
    } catch (error) {
      toast(error.message);
    }
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
