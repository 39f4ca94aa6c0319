// The server: what it tells as events, and what one can ask of it.

const RETRY = [500, 1000, 2000, 4000];
const LIMIT_MS = 25_000;
const UPLOAD_LIMIT_MS = 60_000;

/** Something went wrong that the visitor can be told in these words. */
export class Refused extends Error {}

/** Emits "news" with { kind, data }, and "line" with { up } when the connection breaks or is back. */
export class Connection extends EventTarget {
  #tries = 0;
  #source = null;
  #retry = null;

  /**
   * Listen while the page is seen, and begin anew whenever the line breaks. A browser has but six
   * connections to a server, for all its tabs: one that nobody looks at holds none of them.
   */
  listen() {
    document.addEventListener("visibilitychange", () => this.#seen(!document.hidden));
    addEventListener("pagehide", () => this.#seen(false));
    addEventListener("pageshow", () => this.#seen(!document.hidden));
    this.#seen(!document.hidden);
  }

  sendText(chat, { as, text, replyTo = null }) {
    return this.#post(`/demo/chats/${chat}/text`, { as, text, reply_to: replyTo });
  }

  /** Send up to ten pictures; `progress` is told the part that is sent, from 0 to 1. */
  sendPhotos(chat, { as, files, caption = "", replyTo = null, asFiles = false }, progress) {
    const form = new FormData();
    form.set("as", as);
    form.set("caption", caption);
    form.set("reply_to", replyTo ?? "");
    form.set("as_files", asFiles ? "1" : "");
    for (const file of files) form.append("files[]", file, file.name);
    return upload(`/demo/chats/${chat}/photos`, form, progress);
  }

  /** Press a button of a message; what the bot says to it: { text, alert, url }. */
  press(chat, { as, message, row, column }) {
    return this.#post(`/demo/chats/${chat}/press`, { as, message, row, column });
  }

  /** Open a link to the bot; which chat that leads to: { chat }. */
  follow(chat, { as, url }) {
    return this.#post(`/demo/chats/${chat}/link`, { as, url });
  }

  setPrivacy(on) {
    return this.#post("/demo/privacy", { on });
  }

  samples() {
    return ask("/demo/samples", {}, (answer) => answer.json());
  }

  /** A sample as a file that can be sent. */
  async sampleFile(url, name) {
    const picture = await ask(url, {}, (answer) => answer.blob());
    return new File([picture], `${name}.jpg`, { type: "image/jpeg" });
  }

  #post(path, body) {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    return ask(path, request, (answer) => answer.json());
  }

  #seen(seen) {
    if (seen) {
      if (!this.#source) this.#open();
      return;
    }
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    const source = (this.#source = new EventSource("/demo/events"));
    for (const kind of ["state", "message", "delete", "action", "commands", "privacy"]) {
      source.addEventListener(kind, (event) => {
        if (kind === "state") this.#line(true);
        this.#emit("news", { kind, data: JSON.parse(event.data) });
      });
    }
    source.addEventListener("error", () => {
      source.close();
      if (source !== this.#source) return;
      this.#line(false);
      const pause = RETRY[Math.min(this.#tries++, RETRY.length - 1)];
      this.#retry = setTimeout(() => this.#open(), pause);
    });
  }

  #line(up) {
    if (up) this.#tries = 0;
    this.#emit("line", { up });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const UNREACHABLE = "The demo does not answer. Is it still running?";

/** What `read` makes of the answer to a request. Rejects with `Refused`. */
async function ask(path, request, read) {
  const over = new AbortController();
  const limit = setTimeout(() => over.abort(), LIMIT_MS);
  try {
    const answer = await fetch(path, { ...request, signal: over.signal });
    if (!answer.ok) refuse(await answer.text());
    return await read(answer);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(UNREACHABLE);
  } finally {
    clearTimeout(limit);
  }
}

/** Send a form; XMLHttpRequest, since fetch tells nothing of an upload's progress. */
function upload(path, form, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const limit = setTimeout(() => request.abort(), UPLOAD_LIMIT_MS);
    request.open("POST", path);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      try {
        if (request.status >= 300) refuse(request.responseText);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    const unreachable = () => reject(new Refused(UNREACHABLE));
    request.addEventListener("error", unreachable);
    request.addEventListener("abort", unreachable);
    request.addEventListener("loadend", () => clearTimeout(limit));
    request.send(form);
  });
}

/** Raise what the server said of a request that it did not fulfil. */
function refuse(text) {
  let sentence = "The demo could not do that. Please try again.";
  try {
    sentence = JSON.parse(text).error ?? sentence;
  } catch {
    // What is no JSON has no sentence for people either.
  }
  throw new Refused(sentence);
}
