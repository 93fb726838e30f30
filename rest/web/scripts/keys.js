// The API keys of the account, in its dialog. A user who signed in with a password makes and revokes
// them. The dialog shows the secret of a new key until it is closed; the page does not store it.

import { copyText } from "./clipboard.js";
import { build, byId } from "./dom.js";
import { current as locale, t } from "./language.js";
import * as problems from "./problems.js";
import { api, request, requestJson } from "./server.js";
import * as session from "./session.js";

const UNKNOWN = 404; // revoked elsewhere

const form = byId("keys-form");
const list = byId("keys-list");
let revealed = null; // the id of the key whose secret is shown
let changes = 0; // of the list by this page

export function start() {
  form.addEventListener("submit", make);
  byId("keys-label").addEventListener("input", () => problems.clear(form));
  byId("keys-copy").addEventListener("click", () => copyText(byId("keys-secret").textContent, t("API key"), report));
}

// Shows the keys of the account. A key does not authorise to manage keys.
export function show() {
  const mayManage = session.current().kind === "token";
  byId("keys-own").hidden = !mayManage;
  byId("keys-closed").hidden = mayManage;
  showError("");
  if (mayManage) refresh();
}

// Returns true while a secret is shown, which can't be shown again.
export const isRevealing = () => revealed !== null;

export function clear() {
  hideSecret();
  list.replaceChildren();
  form.reset();
  problems.clear(form);
  showError("");
  report("");
}

function report(text) {
  byId("keys-says").textContent = text;
}

function showError(text) {
  byId("keys-refusal").textContent = text;
  byId("keys-refusal").hidden = !text;
}

async function refresh() {
  const account = session.current();
  const before = changes;
  try {
    const { keys } = await requestJson(api("keys"));
    if (account !== session.current()) return;
    // A list from before the change would bring a revoked key back.
    if (before !== changes) {
      refresh();
      return;
    }
    update(keys.reverse());
    report(keys.length ? t(keys.length === 1 ? "{count} key" : "{count} keys", { count: keys.length }) : t("No keys yet"));
  } catch (error) {
    if (account === session.current()) showError(error.message);
  }
}

// Existing rows are kept: one of them may show a question and have the focus.
function update(keys) {
  const known = new Set(keys.map(({ id }) => `key-${id}`));
  for (const row of [...list.children]) if (!known.has(row.id)) row.remove();
  list.prepend(...keys.filter(({ id }) => !byId(`key-${id}`)).map(item));
}

async function make(event) {
  event.preventDefault();
  showError("");
  report("");
  problems.clear(form);
  const account = session.current();
  const body = new URLSearchParams({ label: byId("keys-label").value.trim() });
  byId("keys-make").disabled = true;
  try {
    const made = await requestJson(api("keys"), { method: "POST", body });
    if (account !== session.current()) return;
    form.reset();
    showSecret(made);
    refresh();
  } catch (error) {
    if (account === session.current()) showProblems(error);
  } finally {
    byId("keys-make").disabled = false;
  }
}

function showProblems(error) {
  const others = error.errors?.length ? problems.show(form, error.errors) : [error];
  showError(others.map(problems.text).join(" "));
  byId("keys-label").focus();
}

const nameOf = ({ label }) => label || t("a key without a label");

function showSecret(key) {
  revealed = key.id;
  byId("keys-new-says").textContent = t("Copy the key now: it is not shown again.");
  byId("keys-secret").textContent = key.api_key;
  byId("keys-new").hidden = false;
  byId("keys-copy").focus();
}

function hideSecret() {
  revealed = null;
  byId("keys-new").hidden = true;
  byId("keys-secret").textContent = "";
}

function item(key) {
  const made = new Date(key.created_at * 1000);
  const day = made.toLocaleDateString(locale(), { dateStyle: "medium" });
  const facts = build(
    "small",
    {},
    build("code", { textContent: `${key.beginning}…` }),
    " ",
    build("span", {}, `${t("made")} `, build("time", { dateTime: made.toISOString(), title: made.toLocaleString(locale()), textContent: day })),
  );
  const button = build("button", {
    type: "button",
    textContent: t("Revoke"),
    "aria-label": t("Revoke {name}", { name: `${nameOf(key)}, ${key.beginning}` }),
    onclick: () => confirmRevoke(row, key, button),
  });
  const title = build("strong", { textContent: key.label || t("No label") });
  const row = build("li", { id: `key-${key.id}` }, build("div", {}, title, facts), button);
  return row;
}

// Asks for confirmation in the key's row; the button that cancels gets the focus.
function confirmRevoke(row, key, button) {
  const text = build("p", { id: `revoke-${key.id}`, textContent: t("Programs that use this key will be refused.") });
  const choice = (textContent, properties) =>
    build("button", { type: "button", textContent, "aria-describedby": text.id, ...properties });
  const keep = choice(t("Keep it"), { onclick: back });
  const go = choice(t("Revoke it"), { className: "grave", onclick: () => revoke(row, key, [keep, go]) });
  const question = build(
    "div",
    { className: "question", role: "group", "aria-label": t("Revoke {name}", { name: nameOf(key) }) },
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
  const account = session.current();
  const enable = (are) => buttons.forEach((button) => (button.disabled = !are));
  showError("");
  report("");
  enable(false);
  try {
    await request(api(`keys/${key.id}`), { method: "DELETE" });
    report(t("{name} is revoked", { name: key.label || key.beginning }));
  } catch (error) {
    if (account !== session.current()) return;
    showError(error.message);
    if (error.status !== UNKNOWN) {
      enable(true);
      buttons[0].focus();
      return;
    }
  }
  if (revealed === key.id) hideSecret();
  remove(row);
}

// The focus moves to the next row, or to the field for a new key if no row remains.
function remove(row) {
  changes += 1;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("button:not([hidden])") ?? byId("keys-label")).focus();
}
