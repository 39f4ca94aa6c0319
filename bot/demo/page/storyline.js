// The line above the conversation that tells how far the story is.

import { byId } from "./dom.js";

/** Show it while the story is played, and its last words until somebody goes on by themselves. */
export function storyLine({ story, store }) {
  const line = byId("story");
  const progress = byId("story-progress");
  const show = ({ words, playing }) => {
    line.hidden = false;
    byId("story-words").textContent = words;
    byId("story-stop").hidden = !playing;
    byId("story-close").hidden = playing;
    progress.hidden = !playing;
    const play = document.getElementById("play");
    if (play) play.disabled = playing;
  };
  story.addEventListener("step", ({ detail: { number, of, words } }) => {
    progress.max = of;
    progress.value = number;
    show({ words: `${number} of ${of}: ${words}`, playing: true });
  });
  story.addEventListener("over", ({ detail: { words } }) => {
    const had = document.activeElement === byId("story-stop");
    show({ words, playing: false });
    if (had) byId("story-close").focus();
  });
  store.on("message", ({ message, fresh }) => {
    if (fresh && !story.playing && !message.from.bot) line.hidden = true;
  });
  store.on("open", ({ chat }) => {
    if (!story.playing && chat !== store.private) line.hidden = true;
  });
  byId("story-stop").addEventListener("click", () => story.stop());
  byId("story-close").addEventListener("click", () => {
    line.hidden = true;
    byId("text").focus();
  });
  story.recall();
}
