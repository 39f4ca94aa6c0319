// Puts the page together.

import { Attachments } from "./attachments.js";
import { Chats } from "./chats.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { groupControls } from "./group.js";
import { takeIn } from "./intake.js";
import { Lightbox } from "./lightbox.js";
import { follow } from "./links.js";
import { Outbox } from "./outbox.js";
import { Samples } from "./samples.js";
import { Store } from "./store.js";
import { Story } from "./story.js";
import { storyLine } from "./storyline.js";
import { themeButton } from "./theme.js";
import { alertDialog, toast } from "./toast.js";

const BLINK_MS = 600;

const connection = new Connection();
const store = new Store();
const outbox = new Outbox({ store, connection });
const attachments = new Attachments({ choose: () => byId("picker").click() });
const composer = new Composer({ store, outbox, attachments });
const lightbox = new Lightbox();
const samples = new Samples({ connection, attachments, composer, play: () => play() });
const story = new Story({ store, connection, outbox, samples });
const chats = new Chats({
  store,
  opened: () => composer.focus({ unasked: true }),
});
const conversation = new Conversation({
  store,
  outbox,
  invite: { say: start, samples: () => samples.open(), listing: () => samples.listing() },
  view: {
    open: (url) => lightbox.open(store.current, url),
    find: (id) => conversation.find(id),
    press,
    follow: open,
    reply: (message) => {
      composer.reply(message);
      composer.focus();
    },
    use: {
      say: (words) => composer.say(words),
      write: (words) => composer.write(words),
      follow: open,
    },
  },
});

/** Say the first words; the button that said them is gone then. */
async function start(words) {
  await composer.say(words);
  composer.focus({ unasked: true });
}

function open(url) {
  return follow(url, { store, connection, chats });
}

/** Press a button of the bot's, and show what it says to that. */
async function press(message, row, column) {
  const chat = store.current;
  try {
    const as = store.speaker(chat).id;
    const { text, alert, url } = await connection.press(chat.id, {
      as,
      message: message.id,
      row,
      column,
    });
    if (text && alert) alertDialog(store.bot.name, text);
    else if (text) toast(text);
    if (url) await open(url);
  } catch (error) {
    toast(error.message);
  }
}

function play() {
  chats.open(store.private.id);
  conversation.toEnd();
  story.play();
}

/** Say that the line is broken, unless it is back in the blink of an eye. */
function watchLine() {
  const banner = byId("connection");
  let timer = null;
  connection.addEventListener("line", ({ detail: { up } }) => {
    if (up) {
      clearTimeout(timer);
      timer = null;
      banner.textContent = "";
    } else {
      timer ??= setTimeout(() => (banner.textContent = "Reconnecting…"), BLINK_MS);
    }
  });
}

themeButton(byId("theme"));
groupControls({ store, connection, focus: () => composer.focus() });
takeIn({
  attachments,
  samples,
  show: () => chats.converse(),
  focus: () => composer.focus(),
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  chats.converse();
  composer.focus();
});
storyLine({ story, store });
watchLine();
connection.addEventListener("news", ({ detail }) => store.take(detail));
connection.listen();
