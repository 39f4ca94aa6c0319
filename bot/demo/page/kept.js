// What a tab remembers when the page is loaded anew.

/** Remember something that JSON can write; undefined forgets it. */
export function keep(name, value) {
  try {
    if (value === undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser may keep nothing for a page: then it begins as if opened for the first time.
  }
}

/** What was remembered under a name, or `otherwise`. */
export function kept(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
