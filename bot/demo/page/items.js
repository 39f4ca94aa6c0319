// A chat's messages as what is shown one below the other.

import { dayName, dayOf } from "./when.js";

const TOGETHER_S = 600;

/**
 * Items in order: { kind: "day" | "service" | "row" | "sending", key, … }. A row has the messages
 * of one bubble (an album's, or one) and whether it is the first and the last of its group.
 */
export function itemsOf(chat, sending) {
  const items = [];
  let day = null;
  for (const message of chat.messages.values()) {
    if (dayOf(message.date) !== day) {
      day = dayOf(message.date);
      items.push({ kind: "day", key: `day ${day}`, words: dayName(message.date) });
    }
    const before = items.at(-1);
    if (message.service) {
      items.push({ kind: "service", key: `m${message.id}`, words: message.service });
    } else if (message.album && before?.album === message.album) {
      before.messages.push(message);
    } else {
      const { id, album, from, date } = message;
      items.push({ kind: "row", key: `m${id}`, album, from, date, messages: [message] });
    }
  }
  for (const one of sending)
    items.push({ kind: "sending", key: one.key, from: one.from, date: one.date, one });
  group(items);
  return items;
}

function group(items) {
  items.forEach((item, index) => {
    item.first = !together(items[index - 1], item);
    item.last = !together(item, items[index + 1]);
  });
}

function together(before, after) {
  return (
    before?.from !== undefined &&
    before.from.id === after?.from?.id &&
    after.date - before.date < TOGETHER_S
  );
}

/** All pictures of a chat that can be opened, in order: { url, message }. */
export function picturesOf(chat) {
  const pictures = [];
  for (const message of chat.messages.values()) {
    if (message.photo) pictures.push({ url: message.photo.url, message });
    else if (message.file && isPicture(message.file.name)) {
      pictures.push({ url: message.file.url, message });
    }
  }
  return pictures;
}

/** Whether a browser can be expected to show a file of this name. */
export function isPicture(name) {
  return /\.(jpe?g|png|webp|gif|bmp|avif)$/i.test(name);
}
