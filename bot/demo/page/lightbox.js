// A photo in full, and the others of its chat beside it.

import { byId } from "./dom.js";
import { picturesOf } from "./items.js";
import { clock, dayName } from "./when.js";
import { plain } from "./words.js";

export class Lightbox {
  #dialog = byId("lightbox");
  #photo = byId("lightbox-photo");
  #pictures = [];
  #at = 0;

  constructor() {
    byId("lightbox-close").addEventListener("click", () => this.#dialog.close());
    byId("lightbox-previous").addEventListener("click", () => this.#turn(-1));
    byId("lightbox-next").addEventListener("click", () => this.#turn(1));
    this.#dialog.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) this.#turn(step);
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      if (!target.closest("img, button, a, figcaption")) this.#dialog.close();
    });
    this.#swipes();
  }

  /** Open the picture of this address, among all of the chat. */
  open(chat, url) {
    this.#pictures = picturesOf(chat);
    this.#at = this.#pictures.findIndex((picture) => picture.url === url);
    this.#show();
    this.#dialog.showModal();
    byId("lightbox-close").focus();
  }

  #turn(step) {
    const to = this.#at + step;
    if (!this.#pictures[to]) return;
    this.#at = to;
    this.#show();
  }

  #show() {
    const { url, message } = this.#pictures[this.#at];
    const { from, date, html, file } = message;
    this.#photo.src = url;
    this.#photo.alt = `Photo ${this.#at + 1} of ${this.#pictures.length}, from ${from.name}`;
    byId("lightbox-name").textContent = from.name;
    byId("lightbox-time").textContent = `${dayName(date)} at ${clock(date)}`;
    byId("lightbox-caption").textContent = plainLines(html);
    byId("lightbox-save").href = url;
    byId("lightbox-save").download = file?.name ?? `photo-${message.id}.jpg`;
    this.#enable("lightbox-previous", this.#at > 0);
    this.#enable("lightbox-next", this.#at < this.#pictures.length - 1);
  }

  /** A button that can do nothing keeps the focus, so that the keyboard is not lost. */
  #enable(id, able) {
    byId(id).setAttribute("aria-disabled", String(!able));
  }

  #swipes() {
    let from = null;
    this.#dialog.addEventListener(
      "touchstart",
      ({ touches }) => {
        from = touches.length === 1 ? touches[0].clientX : null;
      },
      { passive: true },
    );
    this.#dialog.addEventListener(
      "touchend",
      ({ changedTouches }) => {
        const moved = from === null ? 0 : changedTouches[0].clientX - from;
        if (Math.abs(moved) > 50 && visualViewport.scale < 1.05) this.#turn(moved > 0 ? -1 : 1);
      },
      { passive: true },
    );
  }
}

function plainLines(html) {
  return html.split("\n").map(plain).join("\n");
}
