// Light or dark: the system's choice, until the visitor makes one.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // A browser may keep nothing for a page.
  }
}

function keep(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Then the choice holds for this visit.
  }
}

function show(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.dataset.shown = root.dataset.theme ?? (dark.matches ? "dark" : "light");
  const button = document.getElementById("theme");
  button?.setAttribute("aria-pressed", String(root.dataset.shown === "dark"));
}

show(chosen());
dark.addEventListener("change", () => show(null));

/** Have the button change between light and dark. */
export function themeButton(button) {
  show(null);
  button.addEventListener("click", () => {
    const theme = root.dataset.shown === "dark" ? "light" : "dark";
    keep(theme);
    show(theme);
  });
}
