// The steps of the story: whom it teaches, what it asks about, and what it tells the bot then.

import { numbered } from "./tray.js";

const PEOPLE = 3;
/** What is pressed where somebody is not who the bot says, or not whom it may mean. */
const NOT_THEM = ["Someone else", "✗ Wrong"];
const STRANGER = ["A stranger"];

/** The steps with the sample people: each has words, and pictures or a command or buttons. */
export function stepsOf({ people, strangers, groups }) {
  const cast = people.slice(0, PEOPLE);
  const one = (url, name) => [{ url, name }];
  const [stranger] = strangers;
  return [
    ...cast.map(({ name, shots }) => ({
      words: `Teaching ${name}, with ${shots.length} photos and a caption`,
      samples: numbered(name, shots),
      caption: `/enroll ${name}`,
    })),
    ...cast.map(({ name, probe }) => ({
      words: `Asking about a new photo of ${name}`,
      samples: one(probe, `Another of ${name}`),
    })),
    { words: "Asking about a stranger", samples: one(stranger.shots[0], stranger.name) },
    ...strangers.filter(({ like }) => like).flatMap((alike) => corrected(alike)),
    { words: "Asking about a picture of all three", samples: one(groups[0].url, groups[0].name) },
  ];
}

/** Somebody who looks like one of the people, until the bot is told that it is not them. */
function corrected({ name, like, shots: [first, second] }) {
  return [
    { words: `Asking about somebody who looks like ${like}`, samples: [{ url: first, name }] },
    { words: `Telling the bot that this is not ${like}`, presses: [NOT_THEM, STRANGER] },
    { words: "Asking about the same person once more", samples: [{ url: second, name }] },
  ];
}
