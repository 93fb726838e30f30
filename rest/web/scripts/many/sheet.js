// The first sheet as the server draws it. A click on a label begins the printing there.

import { build, byId } from "../dom.js";
import { current as locale, t } from "../language.js";
import { text as problemText } from "../problems.js";
import { api, requestJson } from "../server.js";
import * as batch from "./batch.js";

const SETTLE_MS = 150;
const MAX_WAIT_SECONDS = 10;

let owner = null;
let timer = 0;
let control = new AbortController();

// *given* has options(), fail(errors), clear() and begin(number), which sets the first label.
export function start(given) {
  owner = given;
  batch.listen((found) => {
    byId("many-preview").classList.toggle("empty", !found?.valid);
    if (found?.valid) draw(0);
    else stop();
  });
}

export function draw(delay = SETTLE_MS) {
  clearTimeout(timer);
  control.abort();
  if (!batch.current()?.valid) return;
  control = new AbortController();
  timer = setTimeout(() => load(batch.current(), control.signal), delay);
}

function stop() {
  clearTimeout(timer);
  control.abort();
  byId("many-sheet").removeAttribute("src");
  byId("many-places").replaceChildren();
  byId("many-preview").removeAttribute("aria-busy");
}

async function load(known, signal) {
  byId("many-preview").setAttribute("aria-busy", "true");
  try {
    const options = await owner.options();
    if (signal.aborted) return;
    const found = await requestJson(api(`batches/${known.id}/preview`), { ...batch.json("POST", options), signal });
    if (signal.aborted) return;
    owner.clear();
    show(found, Number(options.start) || 1);
  } catch (error) {
    if (signal.aborted) return;
    owner.fail(error.errors?.length ? error.errors : [error]);
    if (error.retryAfterSeconds && error.retryAfterSeconds <= MAX_WAIT_SECONDS) draw(error.retryAfterSeconds * 1000);
  }
  byId("many-preview").removeAttribute("aria-busy");
}

function show(found, first) {
  const [width, height] = found.page;
  const stage = byId("many-stage");
  stage.style.setProperty("--shape", String(width / height));
  stage.classList.toggle("paper", found.places.length > 1);
  const image = byId("many-sheet");
  image.src = found.data_uri;
  image.alt = t("The first sheet, with {count} labels", { count: found.rows.length });
  showPlaces(found, first);
  byId("many-sheet-says").textContent = summary(found);
  byId("many-unprintable").hidden = !found.unprintable;
  byId("many-unprintable-says").textContent = found.unprintable ? unprintable(found) : "";
  byId("many-unprintable-rows").replaceChildren(
    ...found.problems.slice(0, 5).map(({ row, problems }) => build("li", { textContent: `${rowName(row)}: ${problems.map(problemText).join(" ")}` })),
  );
}

// The server calls rows "row 3", or "a.csv row 3".
const rowName = (name) => name.replace(/row (\d+)$/, (_, number) => t("row {number}", { number }));

const unprintable = ({ unprintable: count }) =>
  t(count === 1 ? "{count} row does not fit its label, which has the reason instead:" : "{count} rows do not fit their labels, which have the reason instead:", { count: count.toLocaleString(locale()) });

const mm = (value) => value.toLocaleString(locale(), { maximumFractionDigits: 1 });

function summary({ labels, sheets, label, places }) {
  const size = t("{width} × {height} mm", { width: mm(label[0]), height: mm(label[1]) });
  if (labels === null) return size;
  const count = t(labels === 1 ? "{count} label" : "{count} labels", { count: labels.toLocaleString(locale()) });
  if (places.length < 2) return `${count} · ${size}`;
  return `${count} · ${t(sheets === 1 ? "{count} sheet" : "{count} sheets", { count: sheets.toLocaleString(locale()) })} · ${size}`;
}

function showPlaces({ page, label, places, rows }, first) {
  const group = byId("many-places");
  group.hidden = places.length < 2;
  byId("many-start-hint").hidden = places.length < 2;
  if (places.length < 2) {
    group.replaceChildren();
    return;
  }
  const part = (length, whole) => `${(100 * length) / whole}%`;
  const hadFocus = group.contains(document.activeElement);
  const buttons = places.map(([left, top], at) => {
    const number = at + 1;
    const row = rows[number - first];
    const name = row ? `${t("Label {number}", { number })}: ${rowName(row)}` : t("Label {number}", { number });
    const button = build("button", { type: "button", title: name, "aria-label": name, "aria-pressed": String(number === first), tabIndex: number === first ? 0 : -1 });
    button.className = number < first ? "used" : "";
    Object.assign(button.style, { left: part(left, page[0]), top: part(top, page[1]), width: part(label[0], page[0]), height: part(label[1], page[1]) });
    button.addEventListener("click", () => owner.begin(number));
    return button;
  });
  group.replaceChildren(...buttons);
  group.onkeydown = (event) => move(event, buttons, places);
  if (hadFocus) buttons[first - 1]?.focus();
}

// Arrow keys move between the labels; Enter begins there.
function move(event, buttons, places) {
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  const across = places.filter(([, top]) => top === places[0][1]).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: buttons.length - 1 - at }[event.key];
  if (step === undefined || !buttons[at + step]) return;
  event.preventDefault();
  buttons[at].tabIndex = -1;
  buttons[at + step].tabIndex = 0;
  buttons[at + step].focus();
}
