// The barcodes of each of the last days, as bars, with the same as text for screen readers.

import { build, byId } from "./dom.js";
import { current as locale, t } from "./language.js";

const DAYS = 30;
const DAY_MS = 86_400_000;

// Shows *lines*, one for each day, interface and format; null if they are not available now.
export function show(lines) {
  const figure = byId("history");
  const days = summed(lines ?? []);
  const maximum = Math.max(...days.map(({ count }) => count));
  figure.hidden = !maximum;
  const key = days.map(({ count }) => count).join();
  if (!maximum || figure.dataset.key === key) return;
  figure.dataset.key = key;
  byId("history-most").textContent = t("Maximum: {count} a day", { count: maximum.toLocaleString(locale()) });
  byId("history-bars").replaceChildren(...days.map(({ day, count }) => bar(day, count, maximum)));
}

function summed(lines) {
  const counts = new Map();
  for (const { day, count } of lines) counts.set(day, (counts.get(day) ?? 0) + count);
  return Array.from({ length: DAYS }, (_, at) => {
    const day = new Date(Date.now() - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}

function bar(day, count, maximum) {
  const text = `${day}: ${count.toLocaleString(locale())}`;
  const shape = build("li", { title: text }, build("span", { className: "unseen", textContent: text }));
  shape.style.setProperty("--part", count / maximum);
  return shape;
}
