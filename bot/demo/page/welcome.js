// What stands in a chat in which nothing was said yet.

import { avatar, el, icon } from "./dom.js";

/** A greeting; `invite` does { say(text), samples(), listing() }. */
export function welcomeTo(chat, store, invite) {
  const people = () =>
    el(
      "button",
      { class: "secondary", type: "button", onclick: invite.samples },
      icon("people"),
      "Sample people",
    );
  if (chat.kind === "private") {
    const start = () => invite.say("/start");
    return el(
      "section",
      { class: "welcome" },
      faces(invite),
      el("h3", {}, "Who is in this photo?"),
      el(
        "p",
        {},
        "This is the real bot, running on your own computer. Show it a few photos of somebody and say who it is. From then on it finds them in any other photo.",
      ),
      el(
        "div",
        {},
        el("button", { class: "primary", type: "button", onclick: start }, "Start"),
        people(),
      ),
      el(
        "p",
        { class: "hint" },
        "No photos at hand? The sample people are drawn, and can play the whole story.",
      ),
    );
  }
  const names = store
    .people(chat)
    .map((one) => one.name)
    .slice(1);
  return el(
    "section",
    { class: "welcome" },
    avatar({ id: chat.id, name: chat.title }, "large"),
    el("h3", {}, `A group with ${names.join(", ")} and the bot`),
    el(
      "p",
      {},
      "Here everybody shares the people that the bot knows. Below you choose as whom you speak, and can be all three of them.",
    ),
    el(
      "p",
      {},
      `Send a photo, reply to it with /who@${store.bot.username}, and the bot tells everybody who is in it.`,
    ),
    el("div", {}, people()),
  );
}

/** Two people with their names, and between them somebody without. */
function faces(invite) {
  const cards = ["", "?", ""].map((words) =>
    el("figure", {}, el("img", { alt: "" }), el("figcaption", {}, words)),
  );
  const box = el("div", { class: "faces", "aria-hidden": "true" }, cards);
  const show = (card, url, name) => {
    card.firstChild.src = url;
    card.lastChild.textContent = name;
  };
  invite.listing().then(
    ({ people: [one, other], strangers: [stranger] }) => {
      show(cards[0], one.shots[0], one.name);
      show(cards[1], stranger.shots[0], "?");
      show(cards[2], other.shots[0], other.name);
    },
    () => box.remove(),
  );
  return box;
}
