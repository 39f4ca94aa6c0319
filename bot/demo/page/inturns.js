// Teaching a group with privacy mode on: the bot is shown commands that name it, but of an album
// no more than the photo with the caption; of replies to its own messages it is shown everything.

import { Refused } from "./connection.js";

const NAMING = /^\/enroll(@\w+)?\s+\S/;
const LOOK_MS = 60;
const PATIENCE_MS = 15_000;

/** Whether what is about to be sent has to go in turns for the bot to see all of it. */
export function needsTurns({ chat, privacy, words, pictures, replying }) {
  const hidden = chat.kind === "group" && privacy && !replying?.from.bot;
  return hidden && pictures.length > 1 && NAMING.test(words);
}

/**
 * Send the command, then the pictures as a reply to what the bot answers. Rejects with `Refused`,
 * which then holds the pictures that were not sent.
 */
export async function sendInTurns({ store, outbox, chat, pictures, words, asFiles }) {
  const answer = await asked({ store, outbox, chat, words }).catch((error) => {
    error.unsent = pictures;
    throw error;
  });
  await outbox.sendPictures(chat, { pictures, replyTo: answer.id, asFiles });
}

/** The bot's answer to a command, once it is open for photos. */
async function asked({ store, outbox, chat, words }) {
  const speaker = store.speaker(chat);
  const known = new Set(chat.messages.keys());
  await outbox.sendText(chat, words);
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const fresh = [...(store.chats.get(chat.id)?.messages.values() ?? [])].filter(
      (message) => !known.has(message.id),
    );
    const command = fresh.find((message) => message.from.id === speaker.id);
    const answer = fresh.find(
      (message) => message.from.bot && command && message.reply_to === command.id,
    );
    if (answer?.html.includes("/done")) return answer;
    if (answer) throw new Refused("The bot wants something else first, so the photos stay here.");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Refused("The bot does not answer just now, so the photos stay here.");
}
