// The colour scheme: automatic, light or dark, kept in this browser. early.js applies it before the page
// is drawn.

import { byId } from "./dom.js";
import { t } from "./language.js";
import * as storage from "./storage.js";

const THEMES = ["auto", "light", "dark"];
const LABELS = { auto: "Colours: automatic", light: "Colours: light", dark: "Colours: dark" };

export function start() {
  show(storage.get("theme", THEMES[0]));
  byId("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(byId("theme").dataset.theme) + 1) % THEMES.length];
    storage.set("theme", next);
    show(next);
  });
}

function show(theme) {
  const button = byId("theme");
  button.dataset.theme = theme;
  button.title = t(LABELS[theme]);
  button.setAttribute("aria-label", t(LABELS[theme]));
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
