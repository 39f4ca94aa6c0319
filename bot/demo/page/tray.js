// What lies in the tray: the drawn people, to press or to drag.

import { el, icon, pressable } from "./dom.js";
import { SAMPLE } from "./intake.js";

/**
 * The tray's contents. `add` is given { samples, name }: pictures as { url, name }, and the name of
 * whom they teach, where they do.
 */
export function trayOf({ people, strangers, groups }, { add, play }) {
  const start = { class: "primary", type: "button", id: "play", onclick: play };
  const unknown = strangers.flatMap(({ name, shots }) => numbered(name, shots));
  return [
    el(
      "div",
      { class: "invite" },
      el(
        "p",
        {},
        "Watch the whole story: the bot learns three people, tells them from each other and from a stranger, and is corrected where it is not sure.",
      ),
      el("button", start, icon("play"), "Play the story"),
    ),
    el(
      "p",
      { class: "lead" },
      "Or try it yourself: drag a portrait into the chat, or press it to add it to your message. Those with a question mark the bot has not seen.",
    ),
    ...people.map((person) => personOf(person, add)),
    section(
      "Strangers",
      unknown.map((sample) => thumb(sample, add, "ask")),
    ),
    section(
      "Several in one picture",
      groups.map((sample) => thumb(sample, add)),
      { kind: "wide" },
    ),
  ];
}

/** A person's pictures with the names that they get as files. */
export function numbered(name, shots) {
  return shots.map((url, index) => ({ url, name: `${name} ${index + 1}` }));
}

function personOf({ name, shots, probe }, add) {
  const samples = numbered(name, shots);
  const another = { url: probe, name: `Another of ${name}` };
  const thumbs = [...samples.map((one) => thumb(one, add)), thumb(another, add, "ask")];
  const teach = el("div", { class: "quiet" }, `Teach ${name}`);
  return section(name, thumbs, { action: carried(teach, { samples, name }, add) });
}

function section(name, thumbs, { action = null, kind = "" } = {}) {
  const items = thumbs.map((one) => el("li", {}, one));
  return el(
    "section",
    { class: "sample", "aria-label": name },
    el("header", {}, el("h3", {}, name), action),
    el("ul", { class: kind }, items),
  );
}

function thumb(sample, add, kind = "") {
  const words = `Add ${sample.name}`;
  const shown = el(
    "div",
    { class: `thumb ${kind}`, "aria-label": words, title: words },
    el("img", { src: sample.url, alt: "", loading: "lazy", draggable: "false" }),
  );
  return carried(shown, { samples: [sample] }, add);
}

/** Have an element add samples where it is pressed, and carry them where it is dragged. */
function carried(element, samples, add) {
  element.tabIndex = 0;
  element.draggable = true;
  element.addEventListener("dragstart", ({ dataTransfer }) => {
    dataTransfer.effectAllowed = "copy";
    dataTransfer.setData(SAMPLE, JSON.stringify(samples));
  });
  return pressable(element, () => add(samples));
}
