// What this browser remembers: the last barcodes that were taken, and looks that were saved by name.

import { build, byId } from "./dom.js";
import { t } from "./language.js";
import * as storage from "./storage.js";

const MAX_RECENT = 8;
const MAX_SAVED = 20;
const MAX_CHARACTERS = 40;
const MAX_STORED = 2000; // characters of a barcode's values
// Secrets are not stored.
const LONG = ["logo", "logo_size"]; // is kept in looks only
const SECRETS = ["content.password", "content.secret", "content.security_data"];

let owner = null;

// *owner* has current(), the options that are set; use(values), which sets them; and open(values), which
// shows a barcode.
export function start(callbacks) {
  owner = callbacks;
  byId("layout-form").addEventListener("submit", (event) => {
    event.preventDefault();
    save(byId("layout-name").value.trim());
  });
  byId("recent-clear").addEventListener("click", () => {
    storage.set("recent", []);
    show();
  });
  show();
}

// Remembers a barcode that was downloaded, copied or printed.
export function remember({ values, kind, name }) {
  if (SECRETS.slice(1).some((secret) => secret in values)) return;
  const kept = Object.fromEntries(Object.entries({ ...values, image_format: kind }).filter(([field]) => !SECRETS.includes(field) && !LONG.includes(field)));
  const key = JSON.stringify(kept);
  if (key.length > MAX_STORED) return;
  const others = storage.get("recent", []).filter(({ values: known }) => JSON.stringify(known) !== key);
  storage.set("recent", [{ name: name.slice(0, MAX_CHARACTERS), values: kept }, ...others].slice(0, MAX_RECENT));
  show();
}

function save(name) {
  if (!name) {
    byId("layout-name").focus();
    return;
  }
  const others = storage.get("looks", []).filter((each) => each.name !== name);
  const kept = storage.set("looks", [{ name, values: owner.current() }, ...others].slice(0, MAX_SAVED));
  byId("layout-says").textContent = kept ? t("{name} is saved in this browser", { name }) : t("This browser stores nothing");
  byId("layout-name").value = "";
  show();
}

function remove(name) {
  storage.set("looks", storage.get("looks", []).filter((each) => each.name !== name));
  show();
}

function show() {
  const looks = storage.get("looks", []);
  byId("layout-list").replaceChildren(
    ...looks.map(({ name, values }) =>
      build(
        "li",
        {},
        build("button", { type: "button", textContent: name, onclick: () => owner.use(values) }),
        build("button", { type: "button", className: "quiet", textContent: "✕", "aria-label": t("Delete {name}", { name }), onclick: () => remove(name) }),
      ),
    ),
  );
  const recent = storage.get("recent", []);
  byId("recent").hidden = !recent.length;
  byId("recent-list").replaceChildren(
    ...recent.map(({ name, values }) => build("li", {}, build("button", { type: "button", textContent: name, onclick: () => owner.open(values) }))),
  );
}
