// Photos that are chosen but not yet sent: previews, "send as files", one by one removable.

import { ALBUM } from "./album.js";
import { byId, el, icon } from "./dom.js";
import { toast } from "./toast.js";

const KINDS = /\.(jpe?g|png|webp|gif|bmp|tiff?|heic|heif|avif)$/i;
const NAMED = 3;

/** Emits "change" when there are other pictures than before. */
export class Attachments extends EventTarget {
  #box = byId("attachments");
  #list = byId("attachment-list");
  #asFiles = byId("as-files");
  #pictures = [];

  constructor({ choose }) {
    super();
    this.choose = choose;
    byId("attachments-clear").addEventListener("click", () => {
      this.#pictures.forEach(forget);
      this.set([]);
      byId("text").focus();
    });
    this.#asFiles.addEventListener("change", () => this.#draw());
  }

  get pictures() {
    return this.#pictures;
  }

  get asFiles() {
    return this.#asFiles.checked;
  }

  /** Add files, and say which of them are no pictures; `asFiles` is how to send, where it matters. */
  async add(files, asFiles) {
    const pictures = files.filter(
      (file) => file.type.startsWith("image/") || KINDS.test(file.name),
    );
    const others = files.filter((file) => !pictures.includes(file));
    if (others.length) {
      const are = others.length > 1 ? "are not pictures" : "is not a picture";
      toast(`${namesOf(others)} ${are}. Only pictures can be sent here.`);
    }
    if (!pictures.length) return;
    const ready = await Promise.all(pictures.map(measured));
    this.put(ready, asFiles);
  }

  /** Add pictures as `measured` gives them. */
  put(pictures, asFiles) {
    this.set([...this.#pictures, ...pictures], asFiles ?? this.asFiles);
  }

  /** Have exactly these pictures, as `add` or `pictures` gave them. */
  set(pictures, asFiles = false) {
    this.#pictures = pictures;
    this.#asFiles.checked = asFiles;
    this.#draw();
    this.dispatchEvent(new CustomEvent("change"));
  }

  #draw() {
    const n = this.#pictures.length;
    this.#box.hidden = n === 0;
    this.#box.classList.toggle("files", this.asFiles);
    byId("attachments-title").textContent = title(n, this.asFiles);
    const kept = new Map([...this.#list.children].map((item) => [item.picture, item]));
    const items = this.#pictures.map((picture) => kept.get(picture) ?? this.#item(picture));
    if (n > 0) {
      const more = el(
        "button",
        {
          type: "button",
          "aria-label": "Add more photos",
          title: "Add more",
          onclick: this.choose,
        },
        icon("plus"),
      );
      items.push(n > 1 ? el("li", { class: "more" }, more) : "");
    }
    this.#list.replaceChildren(...items);
    if (kept.size && n > kept.size) this.#list.scrollLeft = this.#list.scrollWidth;
  }

  #item(picture) {
    const { file, url } = picture;
    const shown = url
      ? el("img", { src: url, alt: file.name, draggable: "false" })
      : el("div", { class: "plain" }, icon("photo"), file.name);
    const remove = el(
      "button",
      {
        type: "button",
        "aria-label": `Remove ${file.name}`,
        title: "Remove",
        onclick: () => this.#remove(picture),
      },
      icon("close"),
    );
    const item = el("li", {}, shown, remove);
    item.picture = picture;
    return item;
  }

  #remove(picture) {
    forget(picture);
    const at = this.#pictures.indexOf(picture);
    this.set(
      this.#pictures.filter((one) => one !== picture),
      this.asFiles,
    );
    const next = this.#list.children[Math.min(at, this.#pictures.length - 1)];
    (next?.querySelector("button") ?? byId("text")).focus();
  }
}

/** Some files by name, and how many more there are. */
function namesOf(files) {
  const names = files.slice(0, NAMED).map(({ name }) => `“${name}”`);
  const more = files.length - names.length;
  if (more) names.push(`${more} more`);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}

function title(n, asFiles) {
  const what = asFiles ? "file" : "photo";
  const albums = Math.ceil(n / ALBUM);
  if (albums > 1) return `${n} ${what}s, sent as ${albums} albums`;
  return n > 1 ? `Send ${n} ${what}s` : `Send a ${what}`;
}

/** A file with what is needed to show it: an address (null where the browser cannot), its size. */
export async function measured(file) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return { file, url, width: image.naturalWidth, height: image.naturalHeight };
  } catch {
    URL.revokeObjectURL(url);
    return { file, url: null, width: 4, height: 5 };
  }
}

/** Let go of a picture that will not be shown any more. */
export function forget({ url }) {
  if (url) URL.revokeObjectURL(url);
}
