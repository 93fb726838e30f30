// What was drawn on each of the last days, as bars; the same in words for those who can't see them.

import { build, byId } from "./dom.js";

const DAYS = 30;
const DAY_MS = 86_400_000;

// Show *lines*, one for each day, interface and format; null where the server can't tell now.
export function show(lines) {
  const figure = byId("history");
  const days = summed(lines ?? []);
  const most = Math.max(...days.map(({ count }) => count));
  figure.hidden = !most;
  const says = days.map(({ count }) => count).join();
  if (!most || figure.dataset.says === says) return;
  figure.dataset.says = says;
  byId("history-most").textContent = `${most.toLocaleString()} at most a day`;
  byId("history-bars").replaceChildren(...days.map(({ day, count }) => bar(day, count, most)));
}

function summed(lines) {
  const counts = new Map();
  for (const { day, count } of lines) counts.set(day, (counts.get(day) ?? 0) + count);
  return Array.from({ length: DAYS }, (_, at) => {
    const day = new Date(Date.now() - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}

function bar(day, count, most) {
  const says = `${day}: ${count.toLocaleString()}`;
  const shape = build("li", { title: says }, build("span", { className: "unseen", textContent: says }));
  shape.style.setProperty("--part", count / most);
  return shape;
}
