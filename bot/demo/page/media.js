// Photos, albums and files as they stand in a bubble.

import { arrange } from "./album.js";
import { el, icon, ring } from "./dom.js";
import { isPicture } from "./items.js";
import { size } from "./when.js";

const WIDEST = 430;
const TALLEST = 430;
const TALLEST_ALBUM = 420;
const NARROWEST = 190;

/**
 * Photos in rows, and how wide they want to be in pixels. `photos` are { url, width, height,
 * label, open }; without `open` a photo only stands there, being sent.
 */
export function photosOf(photos) {
  if (photos.length === 1) {
    const [{ width, height }] = photos;
    const shape = Math.min(Math.max(width / height, 0.5), 2.4);
    const wide = Math.max(Math.min(WIDEST, TALLEST * shape, Math.max(width, 240)), NARROWEST);
    return { wide, media: frame([{ photos: [{ index: 0, shape }], shape }], photos) };
  }
  const rows = arrange(photos.map(({ width, height }) => width / height));
  const high = rows.reduce((sum, row) => sum + 1 / row.shape, 0);
  return { wide: Math.min(WIDEST, TALLEST_ALBUM / high), media: frame(rows, photos) };
}

function frame(rows, photos) {
  const strips = rows.map((row) => {
    const strip = el("div", { class: "strip" });
    strip.style.setProperty("--shape", row.shape);
    for (const { index, shape } of row.photos) strip.append(photo(photos[index], shape));
    return strip;
  });
  return el("div", { class: "photos" }, strips);
}

function photo({ url, label, open }, shape) {
  const picture = url
    ? el("img", { src: url, alt: "", draggable: "false", decoding: "async" })
    : icon("photo"); // what the browser cannot show, the bot may still read
  const button = open
    ? el("button", { class: "photo", type: "button", "aria-label": label, onclick: open }, picture)
    : el("div", { class: "photo" }, picture, ring());
  button.style.setProperty("--shape", shape);
  return button;
}

/** A file as a line: its picture where a browser can show it, else a sheet of paper. */
export function fileOf({ url, name, bytes, picture, open }) {
  const cover = el("span", { class: "cover" }, icon("file"));
  const shown = picture ?? (url && isPicture(name) ? url : null);
  if (shown) {
    const image = el("img", { src: shown, alt: "", draggable: "false" });
    image.addEventListener("error", () => image.remove());
    cover.append(image);
  }
  if (!url) cover.append(ring());
  const words = [cover, el("b", {}, name), " ", el("span", {}, size(bytes))];
  if (!url) return el("div", { class: "file" }, words);
  if (open) {
    return el(
      "button",
      { class: "file", type: "button", title: `Open ${name}`, onclick: open },
      words,
    );
  }
  return el("a", { class: "file", href: url, download: name, title: `Save ${name}` }, words);
}
