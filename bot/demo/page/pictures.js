// Pictures of what is drawn anew: those that are shown already are used once more, not loaded.

/** The pictures of an element that are not in the one `before` it. */
export function freshOf(before, element) {
  const shown = new Set([...before.querySelectorAll("img")].map((one) => one.src));
  return [...element.querySelectorAll("img")].filter((one) => !shown.has(one.src));
}

/** Have a picture ready to be shown in the same moment as what is around it. */
export function decoded(picture) {
  picture.decoding = "sync";
  return picture.decode();
}

/** Put the pictures of the element `before` into one that takes its place, where they are alike. */
export function takeOver(before, element) {
  const shown = new Map([...before.querySelectorAll("img")].map((one) => [one.src, one]));
  for (const one of element.querySelectorAll("img")) {
    const same = shown.get(one.src);
    if (same?.className === one.className) one.replaceWith(same);
    shown.delete(one.src);
  }
}
