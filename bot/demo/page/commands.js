// The bot's commands, offered while one types a slash.

import { byId, el } from "./dom.js";

const GAP_PX = 6;

/** `choose` is given what to write in place of the slash and what follows it. */
export class Commands {
  #box = byId("commands");
  #list = byId("command-list");
  #text = byId("text");
  #choices = [];
  #at = 0;

  constructor({ store, choose }) {
    Object.assign(this, { store, choose });
    byId("slash").addEventListener("click", () => (this.open ? this.close() : this.#showAll()));
    byId("slash").addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const index = [...this.#list.children].indexOf(target.closest("li"));
      if (index >= 0) this.#choose(index);
    });
    this.#list.addEventListener("pointermove", ({ target }) => {
      const index = [...this.#list.children].indexOf(target.closest("li"));
      if (index >= 0 && index !== this.#at) this.#select(index);
    });
    this.#text.addEventListener("blur", () => this.close());
  }

  get open() {
    return !this.#box.hidden;
  }

  close() {
    this.#box.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }

  /** Offer what fits the words that are being written. */
  typed() {
    const slash = /^\/(\w*)$/.exec(this.#text.value);
    if (!slash) return this.close();
    const typed = slash[1].toLowerCase();
    const fitting = this.#all().filter(({ command }) => command.startsWith(typed));
    const complete = fitting.length === 1 && this.written(fitting[0]) === this.#text.value;
    return complete ? this.close() : this.#show(fitting);
  }

  /** Take a key meant for the list; whether it was. */
  key(event) {
    if (!this.open) return false;
    const last = this.#choices.length - 1;
    if (event.key === "ArrowDown") this.#select(this.#at === last ? 0 : this.#at + 1);
    else if (event.key === "ArrowUp") this.#select(this.#at === 0 ? last : this.#at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey))
      this.#choose(this.#at);
    else return false;
    event.preventDefault();
    return true;
  }

  #all() {
    return this.store.current?.commands ?? [];
  }

  written({ command }) {
    const named = this.store.current.kind === "group" ? `@${this.store.bot.username}` : "";
    return `/${command}${named}`;
  }

  #showAll() {
    this.#text.focus();
    this.#show(this.#all());
  }

  #show(choices) {
    this.#choices = choices;
    if (!choices.length) return this.close();
    this.#list.replaceChildren(
      ...choices.map(({ command, description }, index) =>
        el(
          "li",
          { role: "option", id: `command-${index}` },
          el("b", {}, `/${command}`),
          " ",
          el("span", {}, description),
        ),
      ),
    );
    this.#box.hidden = false;
    const card = this.#box.nextElementSibling;
    this.#box.style.setProperty("--above", `${card.offsetTop}px`);
    this.#box.style.setProperty("--room", `${card.getBoundingClientRect().top - 2 * GAP_PX}px`);
    return this.#select(0);
  }

  #select(index) {
    this.#at = index;
    [...this.#list.children].forEach((item, at) =>
      item.setAttribute("aria-selected", String(at === index)),
    );
    const item = this.#list.children[index];
    this.#text.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  #choose(index) {
    const written = this.written(this.#choices[index]);
    this.close();
    const rest = this.#text.value.replace(/^\/[\w@]*\s*/, "");
    this.choose(`${written} ${rest}`);
  }
}
