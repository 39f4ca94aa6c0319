// Going through the messages with the keyboard.

const CONTROLS = ".bubble button, .bubble a, .bubble .usable, .keyboard button, .keyboard a";

/** One row at a time can be reached by Tab, with all its controls; the arrows go to the others. */
export class Rows {
  #active = null;

  constructor(log, { chat, reply }) {
    Object.assign(this, { log, chat, reply });
    log.addEventListener("keydown", (event) => this.#key(event));
    log.addEventListener("focusin", ({ target }) =>
      this.#activate(target.closest(".row[data-id]")),
    );
  }

  /** Take in that rows have come and gone. */
  refresh() {
    const rows = this.#all();
    const keeps = rows.includes(this.#active) && this.#active.contains(document.activeElement);
    for (const row of rows) if (row !== this.#active) set(row, "-1");
    this.#activate(keeps ? this.#active : rows.at(-1));
  }

  /** Remember what has the focus; the result gives it to the same thing in the row's new form. */
  focused() {
    const focus = document.activeElement;
    const row = focus.closest?.(".row[data-id]");
    if (!row || !this.log.contains(row)) return () => {};
    const at = [...row.querySelectorAll(CONTROLS)].indexOf(focus);
    return () => {
      if (focus.isConnected) return;
      const now = this.#all().find((one) => one.dataset.id === row.dataset.id);
      (now?.querySelectorAll(CONTROLS)[at] ?? now)?.focus({ preventScroll: true });
    };
  }

  /** The row of a message, or of the album that it is in. */
  holding(id) {
    const message = this.chat().messages.get(id);
    return this.#all().findLast((row) => {
      const first = this.chat().messages.get(Number(row.dataset.id));
      return (
        first && (first.id === id || (first.album !== null && first.album === message?.album))
      );
    });
  }

  go(row, { scroll = true } = {}) {
    this.#activate(row);
    row.focus({ preventScroll: true });
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  #all() {
    return [...this.log.querySelectorAll(".row[data-id]")];
  }

  #activate(row) {
    if (!row) return;
    if (this.#active && this.#active !== row) set(this.#active, "-1");
    this.#active = row;
    set(row, "0");
  }

  #key(event) {
    const row = event.target.closest(".row[data-id]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#all();
    const at = rows.indexOf(row);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (rows[to]) this.go(rows[to]);
    } else if (
      event.key.toLowerCase() === "r" ||
      (event.key === "Enter" && event.target === row)
    ) {
      event.preventDefault();
      this.reply(this.#message(row));
    }
  }

  #message(row) {
    return this.chat().messages.get(Number(row.dataset.id));
  }
}

function set(row, index) {
  row.setAttribute("tabindex", index);
  for (const control of row.querySelectorAll(CONTROLS)) control.setAttribute("tabindex", index);
  row.querySelector(".act")?.setAttribute("tabindex", index);
}
