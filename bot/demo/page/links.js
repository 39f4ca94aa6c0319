// Links of Telegram's, which lead nowhere beyond the demo.

import { toast } from "./toast.js";

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** Whether a link would lead to Telegram. */
export function leadsToBot(url) {
  const address = url.includes("://") ? url : `http://${url}`;
  return URL.canParse(address) && HOSTS.has(new URL(address).hostname);
}

/**
 * Open a link as whoever speaks: one to the bot leads to the chat that it opens, any other of
 * Telegram's is only told of.
 */
export async function follow(url, { store, connection, chats }) {
  if (new URL(url, "https://t.me").pathname.startsWith("/share/")) {
    toast("In Telegram, this asks whom to send the link to. The demo has nobody to send it to.");
    return;
  }
  const { current: chat } = store;
  try {
    const opened = await connection.follow(chat.id, { as: store.speaker(chat).id, url });
    // A chat that is new is told of a moment before its messages.
    await store.known(opened.chat);
    chats.open(opened.chat);
  } catch (error) {
    toast(error.message);
  }
}
