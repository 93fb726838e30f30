// One's own API keys, in the account's dialog. Who signed in with a password makes and revokes them;
// a new one's secret stands in the dialog until that is closed, and is kept nowhere.

import { copyText } from "./clipboard.js";
import { build, byId } from "./dom.js";
import * as problems from "./problems.js";
import { api, ask, askJson } from "./server.js";
import * as session from "./session.js";

const GONE = 404; // somebody else has revoked it

const form = byId("keys-form");
const list = byId("keys-list");
let revealed = null; // the id of the key whose secret is shown

export function start() {
  form.addEventListener("submit", make);
  byId("keys-label").addEventListener("input", () => problems.clear(form));
  byId("keys-copy").addEventListener("click", () => copyText(byId("keys-secret").textContent, "API key", tell));
}

// Show the keys of whoever is signed in; by a key alone the server lets nobody manage keys.
export function show() {
  const mayManage = session.current().kind === "token";
  byId("keys-own").hidden = !mayManage;
  byId("keys-closed").hidden = mayManage;
  refuse("");
  if (mayManage) refresh();
}

// Whether there is a secret to be seen that can't be seen again.
export const isRevealing = () => revealed !== null;

export function forget() {
  conceal();
  list.replaceChildren();
  form.reset();
  problems.clear(form);
  refuse("");
  tell("");
}

function tell(text) {
  byId("keys-says").textContent = text;
}

function refuse(text) {
  byId("keys-refusal").textContent = text;
  byId("keys-refusal").hidden = !text;
}

async function refresh() {
  const who = session.current();
  try {
    const { keys } = await askJson(api("keys"));
    if (who !== session.current()) return;
    update(keys.reverse());
    tell(keys.length ? `${keys.length} ${keys.length === 1 ? "key" : "keys"}` : "None yet");
  } catch (error) {
    if (who === session.current()) refuse(error.message);
  }
}

// Rows that stay are left alone: in one of them somebody may be asked back, and have the focus.
function update(keys) {
  const known = new Set(keys.map(({ id }) => `key-${id}`));
  for (const row of [...list.children]) if (!known.has(row.id)) row.remove();
  list.prepend(...keys.filter(({ id }) => !byId(`key-${id}`)).map(item));
}

async function make(event) {
  event.preventDefault();
  refuse("");
  tell("");
  problems.clear(form);
  const who = session.current();
  const body = new URLSearchParams({ label: byId("keys-label").value.trim() });
  byId("keys-make").disabled = true;
  try {
    const made = await askJson(api("keys"), { method: "POST", body });
    if (who !== session.current()) return;
    form.reset();
    reveal(made);
    refresh();
  } catch (error) {
    if (who === session.current()) object(error);
  } finally {
    byId("keys-make").disabled = false;
  }
}

function object(error) {
  const lost = error.errors?.length ? problems.show(form, error.errors) : [error];
  refuse(lost.map(problems.worded).join(" "));
  byId("keys-label").focus();
}

const nameOf = ({ label }) => label || "a key without a label";

function reveal(key) {
  revealed = key.id;
  byId("keys-new-says").textContent = `Copy ${key.label ? `“${key.label}”` : "it"} now: it is not shown again.`;
  byId("keys-secret").textContent = key.api_key;
  byId("keys-new").hidden = false;
  byId("keys-copy").focus();
}

function conceal() {
  revealed = null;
  byId("keys-new").hidden = true;
  byId("keys-secret").textContent = "";
}

function item(key) {
  const made = new Date(key.created_at * 1000);
  const day = made.toLocaleDateString(undefined, { dateStyle: "medium" });
  const facts = build(
    "small",
    {},
    build("code", { textContent: `${key.beginning}…` }),
    " ",
    build("span", {}, "made ", build("time", { dateTime: made.toISOString(), title: made.toLocaleString(), textContent: day })),
  );
  const button = build("button", {
    type: "button",
    textContent: "Revoke",
    "aria-label": `Revoke ${nameOf(key)}, ${key.beginning}`,
    onclick: () => askBack(row, key, button),
  });
  const title = build("strong", { textContent: key.label || "No label" });
  const row = build("li", { id: `key-${key.id}` }, build("div", {}, title, facts), button);
  return row;
}

// Ask once more, in the key's own row; the way back has the focus.
function askBack(row, key, button) {
  const text = build("p", { id: `revoke-${key.id}`, textContent: "Whatever uses it is refused from then on." });
  const choice = (textContent, properties) =>
    build("button", { type: "button", textContent, "aria-describedby": text.id, ...properties });
  const keep = choice("Keep it", { onclick: back });
  const go = choice("Revoke it", { className: "grave", onclick: () => revoke(row, key, [keep, go]) });
  const question = build(
    "div",
    { className: "question", role: "group", "aria-label": `Revoke ${nameOf(key)}?` },
    text,
    build("div", { className: "actions" }, keep, go),
  );
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it would close the dialog
    back();
  });
  button.hidden = true;
  row.append(question);
  keep.focus();

  function back() {
    question.remove();
    button.hidden = false;
    button.focus();
  }
}

async function revoke(row, key, buttons) {
  const who = session.current();
  const enable = (are) => buttons.forEach((button) => (button.disabled = !are));
  refuse("");
  tell("");
  enable(false);
  try {
    await ask(api(`keys/${key.id}`), { method: "DELETE" });
    tell(`${key.label || key.beginning} is revoked`);
  } catch (error) {
    if (who !== session.current()) return;
    refuse(error.message);
    if (error.status !== GONE) {
      enable(true);
      buttons[0].focus();
      return;
    }
  }
  if (revealed === key.id) conceal();
  remove(row);
}

// The focus goes on to the neighbour, and from the last one to where another is made.
function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("button:not([hidden])") ?? byId("keys-label")).focus();
}
