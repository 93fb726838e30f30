// Notices that the server does not answer, tries again by itself, and reports when it is back.

import { byId } from "./dom.js";
import { t } from "./language.js";
import { bare, watchFailures } from "./server.js";

const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

const listeners = [];
let waiting = [];
let timer = 0;
let wait = FIRST_MS;

// Calls *listener()* each time the server answers again.
export const listen = (listener) => listeners.push(listener);

// Calls *listener()* when the server answers next.
export const once = (listener) => waiting.push(listener);

watchFailures(() => {
  if (timer) return;
  show(true);
  wait = FIRST_MS;
  timer = setTimeout(attempt, wait);
});
window.addEventListener("online", () => {
  if (!timer) return;
  clearTimeout(timer);
  attempt();
});

async function attempt() {
  const isBack = await fetch(bare("livez"), { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (isBack) {
    timer = 0;
    show(false);
    const all = [...listeners, ...waiting];
    waiting = [];
    for (const listener of all) listener();
    return;
  }
  wait = Math.min(wait * 1.6, LONGEST_MS);
  timer = setTimeout(attempt, wait);
}

function show(isLost) {
  byId("lost").hidden = !isLost;
  byId("lost").textContent = isLost ? t("The server does not answer. Trying again…") : "";
}
