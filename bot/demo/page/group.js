// What only a group has: as whom one speaks, and the bot's privacy mode.

import { avatar, byId, el } from "./dom.js";
import { toast } from "./toast.js";

const ON =
  "Privacy mode is on: the bot is shown only commands that name it, and replies to its messages.";
const OFF =
  "Privacy mode is off: the bot is shown every message and photo. Which it answers is said in /settings.";

/** Keep the choice of a speaker and the switch in step with the store. */
export function groupControls({ store, connection, focus }) {
  const speakers = byId("speakers");
  const legend = speakers.firstElementChild;
  const button = byId("privacy-switch");

  const draw = () => {
    const chat = store.current;
    const group = chat.kind === "group";
    speakers.hidden = !group;
    byId("privacy").hidden = !group;
    if (!group) return;
    const speaking = store.speaker(chat);
    const had = speakers.contains(document.activeElement);
    speakers.replaceChildren(
      legend,
      ...store.people(chat).map((one) => choice(one, one.id === speaking.id)),
    );
    if (had) speakers.querySelector("input:checked")?.focus();
  };
  const choice = (one, checked) => {
    const radio = el("input", {
      type: "radio",
      name: "speaker",
      value: one.id,
      checked,
      autocomplete: "off",
    });
    radio.addEventListener("change", () => store.speakAs(store.current, one.id));
    // Whoever chose with the mouse is about to write.
    radio.addEventListener("click", (event) => event.detail && focus());
    const chip = el(
      "span",
      { class: "chip" },
      avatar(one, "dot"),
      one.name,
      " ",
      one.admin && el("small", {}, "admin"),
    );
    return el("label", { class: "speaker" }, radio, chip);
  };
  const showPrivacy = () => {
    button.setAttribute("aria-checked", String(store.privacy));
    byId("privacy-words").textContent = store.privacy ? ON : OFF;
  };

  store.on("state open", draw);
  store.on("state privacy", showPrivacy);
  button.addEventListener("click", async () => {
    try {
      await connection.setPrivacy(!store.privacy);
    } catch (error) {
      toast(error.message);
    }
  });
}
