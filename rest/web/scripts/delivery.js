// Taking the picture away: files, clipboard, link, print, and code for other programs.

import { link } from "./address.js";
import { attempt, copyPng, copyText } from "./clipboard.js";
import { build, byId, choices } from "./dom.js";
import { saveAs } from "./downloads.js";
import { t } from "./language.js";
import * as layouts from "./layouts.js";
import * as picture from "./picture.js";
import * as printing from "./printing.js";
import { drawRequest, request } from "./server.js";
import * as snippets from "./snippets.js";
import * as storage from "./storage.js";

const COMMON = 3; // image formats that are always visible

let currentRequest = () => null;
let chooseKind = () => {};
let snippet = "url";
let pressSnippet = () => {};

// *getRequest()* returns the current request; *onKind(kind)* selects an image format.
export function listen(getRequest, onKind) {
  currentRequest = getRequest;
  chooseKind = onKind;
  pressSnippet = choices(byId("snippet-kinds"), snippets.KINDS.map(({ id, label }) => ({ id, label: t(label) })), (id) => {
    snippet = id;
    show(currentRequest());
  });
  byId("download").addEventListener("click", (event) => {
    event.preventDefault();
    download();
  });
  byId("copy-picture").addEventListener("click", copy);
  byId("copy-link").addEventListener("click", () => copyText(link(), t("Link")));
  byId("copy-snippet").addEventListener("click", () => copyText(byId("snippet").textContent, t("Code")));
  byId("print").addEventListener("click", () => {
    layouts.remember(currentRequest());
    printing.open(currentRequest(), picture.moduleMm());
  });
  byId("more-kinds").addEventListener("click", () => showMore(true));
  byId("use").open = storage.get("code", false);
  byId("use").addEventListener("toggle", () => storage.set("code", byId("use").open));
}

// Shows the image formats *kinds*, with *chosen* selected.
export function showKinds(kinds, chosen) {
  byId("kinds").replaceChildren(
    ...kinds.map((kind) => {
      const radio = build("input", { type: "radio", name: "kind", value: kind, checked: kind === chosen });
      radio.addEventListener("change", () => chooseKind(kind));
      return build("label", {}, radio, kind);
    }),
  );
  showMore(kinds.indexOf(chosen) >= COMMON);
}

function showMore(all) {
  const labels = [...byId("kinds").children];
  for (const label of labels.slice(COMMON)) label.hidden = !all;
  byId("more-kinds").hidden = all || labels.length <= COMMON;
}

// Updates the buttons and the code for *current*.
export function show(current) {
  const drawn = Boolean(current.picture);
  pressSnippet(snippet);
  byId("snippet").textContent = snippets.write(snippet, current);
  byId("snippet-note").textContent = t(snippets.note(snippet, current));
  byId("snippet-note").hidden = !current.signedIn;
  const button = byId("download");
  byId("download-kind").textContent = t("Download {kind}", { kind: current.kind });
  button.setAttribute("aria-disabled", String(!drawn));
  // The link is for the browser's context menu. A click sends a request instead, which can post long
  // data, send credentials and report an error.
  if (drawn) {
    button.href = snippets.pictureUrl(current);
    button.download = snippets.fileName(current);
  } else {
    button.removeAttribute("href");
  }
  byId("copy-picture").disabled = !drawn;
  byId("print").disabled = !drawn;
}

async function fetchPicture(kind) {
  const [url, init] = drawRequest({ ...currentRequest().values, image_format: kind }, "*/*");
  return (await request(url, init)).blob();
}

export function copy() {
  if (byId("copy-picture").disabled) return;
  layouts.remember(currentRequest());
  attempt(() => copyPng(fetchPicture("PNG"), t("Picture")));
}

export function download() {
  if (byId("download").getAttribute("aria-disabled") === "true") return;
  const current = currentRequest();
  layouts.remember(current);
  attempt(async () => saveAs(await fetchPicture(current.kind), snippets.fileName(current)));
}
