// One message, or one album, as an element.

import { avatar, el, icon, tint } from "./dom.js";
import { isPicture } from "./items.js";
import { keyboardOf } from "./keyboard.js";
import { fileOf, photosOf } from "./media.js";
import { clock, dateTime } from "./when.js";
import { gist, wordsOf } from "./words.js";

const BEGINNING = 60;

/**
 * The row of an item. `view` tells { chat, me, bot } and does { open(url), reply(message),
 * find(id), press(message, row, column), follow(url), use }.
 */
export function rowOf(item, view) {
  const { messages, from } = item;
  const mine = from.id === view.me.id;
  const group = view.chat.kind === "group";
  const spoken = messages.find((message) => message.html) ?? messages[0];
  const media = mediaOf(messages, view);
  const parts = [];
  if (group && !mine && item.first) parts.push(senderOf(from, view));
  if (messages[0].reply_to !== null) parts.push(quoteOf(messages[0].reply_to, view));
  if (media) parts.push(...media.elements);
  const reactions = messages.flatMap((message) => message.reactions);
  const meta = metaOf(messages.at(-1), mine);
  const bare = media?.photos && !spoken.html && !reactions.length;
  const foot = reactions.length
    ? el("div", { class: "foot" }, reactionsOf(reactions), meta)
    : meta;
  parts.push(bare ? foot : el("div", { class: "text" }, wordsOf(spoken.html, view.use), foot));

  const kind = [media?.photos && "media", bare && "bare"].filter(Boolean).join(" ");
  const bubble = widened(el("div", { class: `bubble ${kind}` }, parts), media);
  const body = el("div", { class: "body" }, bubble, keyboardOf(messages.at(-1), view));
  const reply = el(
    "button",
    {
      class: "round act",
      type: "button",
      "aria-label": "Reply",
      title: "Reply",
      tabindex: "-1",
      onclick: () => view.reply(messages[0]),
    },
    icon("reply"),
  );
  const row = el(
    "article",
    {
      class: `row ${mine ? "mine" : "theirs"}`,
      tabindex: "-1",
      "aria-label": nameOf(item, spoken, mine),
    },
    faceOf(from, view),
    body,
    reply,
  );
  row.dataset.id = messages[0].id;
  row.dataset.said = spoken.id;
  return row;
}

/** What a row is called: who said it, when, and how it begins. */
function nameOf({ messages, from, date }, spoken, mine) {
  const words = gist(spoken, messages.length);
  const first = words.length > BEGINNING ? `${words.slice(0, BEGINNING).trimEnd()}…` : words;
  return `${mine ? "You" : from.name}, ${clock(date)}: ${first}`;
}

/** The row of something that is being sent. */
export function sendingRowOf({ one, from }, view) {
  const mine = from.id === view.me.id;
  const files = one.pictures.map((picture) => ({
    ...picture,
    bytes: picture.file.size,
    name: picture.file.name,
  }));
  const media = one.asFiles
    ? { elements: files.map(({ name, bytes, url }) => fileOf({ name, bytes, picture: url })) }
    : withWidth(photosOf(files));
  const meta = el(
    "span",
    { class: "meta" },
    el("span", { class: "sr-only" }, "being sent"),
    icon("clock"),
  );
  const bare = !one.asFiles && !one.words;
  const words = bare ? meta : el("div", { class: "text" }, one.words, meta);
  const kind = `${one.asFiles ? "" : "media"} ${bare ? "bare" : ""}`;
  const bubble = el(
    "div",
    {
      class: `bubble sending ${kind}`,
      role: "progressbar",
      "aria-label": "Sending",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    media.elements,
    words,
  );
  return el(
    "article",
    { class: `row ${mine ? "mine" : "theirs"}`, tabindex: "-1" },
    faceOf(from, view),
    el("div", { class: "body" }, widened(bubble, media)),
  );
}

/** Whose row it is, in a group; the visitor's own have no face. */
function faceOf(from, { chat, me }) {
  return chat.kind === "group" && from.id !== me.id && avatar(from, "tiny");
}

/** A bubble as wide as its photos want to be, and the frame around them. */
function widened(bubble, media) {
  if (media?.wide) bubble.style.setProperty("--wide", `${Math.round(media.wide) + 6}px`);
  return bubble;
}

/** Show how much of it is sent, from 0 to 1. */
export function showPart(row, part) {
  row.style.setProperty("--part", 4 + 84 * part);
  row.querySelector("[role=progressbar]")?.setAttribute("aria-valuenow", Math.round(100 * part));
}

function mediaOf(messages, view) {
  const photos = messages.filter((message) => message.photo);
  if (photos.length) {
    return withWidth(
      photosOf(
        photos.map((message, index) => ({
          ...message.photo,
          label:
            photos.length > 1 ? `Open photo ${index + 1} of ${photos.length}` : "Open the photo",
          open: () => view.open(message.photo.url),
        })),
      ),
    );
  }
  const files = messages.filter((message) => message.file);
  if (!files.length) return null;
  const elements = files.map(({ file: { url, name, size } }) =>
    fileOf({ url, name, bytes: size, open: isPicture(name) && (() => view.open(url)) }),
  );
  return { elements };
}

function withWidth({ media, wide }) {
  return { elements: [media], wide, photos: true };
}

function senderOf(from, { chat }) {
  const admin = chat.members.find((member) => member.id === from.id)?.admin;
  const role = from.bot ? "bot" : admin && "admin";
  const name = el("span", { class: from.bot ? "sender" : `sender ${tint(from.id)}` }, from.name);
  if (role) name.append(" ", el("span", { class: "role" }, role));
  return name;
}

function quoteOf(id, view) {
  const quoted = view.chat.messages.get(id);
  if (!quoted) return el("div", { class: "quote gone" }, el("span", {}, "Deleted message"));
  const { from, photo } = quoted;
  const colour = from.bot ? "" : tint(from.id);
  const who = from.id === view.me.id ? "You" : from.name;
  return el(
    "button",
    {
      class: `quote ${colour}`,
      type: "button",
      title: "Show the message",
      onclick: () => view.find(id),
    },
    photo && el("img", { src: photo.url, alt: "", draggable: "false" }),
    el("span", { class: "who" }, el("span", { class: "sr-only" }, "In reply to "), who),
    " ",
    el("span", {}, gist(quoted)),
  );
}

function metaOf(message, mine) {
  return el(
    "span",
    { class: "meta" },
    message.edited && el("span", { class: "edited" }, "edited"),
    " ",
    el("time", { datetime: dateTime(message.date) }, clock(message.date)),
    mine && icon("sent"),
  );
}

function reactionsOf(reactions) {
  const counts = new Map();
  for (const emoji of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  const chips = [...counts].map(([emoji, n]) => el("span", {}, n > 1 ? `${emoji} ${n}` : emoji));
  return el("div", { class: "reactions", "aria-label": "Reactions", role: "group" }, chips);
}
