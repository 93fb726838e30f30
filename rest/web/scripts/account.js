// Signing in and out: the button in the header, and its dialog.

import { notify } from "./clipboard.js";
import { build, byId, choices } from "./dom.js";
import * as keys from "./keys.js";
import { current as locale, t } from "./language.js";
import { api, requestJson } from "./server.js";
import * as session from "./session.js";

const WAYS = [
  { id: "password", label: "Name and password", first: "username" },
  { id: "key", label: "API key", first: "api-key" },
];
const KEY_CHARACTERS = 10; // shown of a key, as in the server's list of keys

const dialog = byId("account-dialog");
let way = WAYS[0].id;
let press = () => {};

export function start() {
  press = choices(byId("account-ways"), WAYS.map((each) => ({ ...each, label: t(each.label) })), selectWay);
  byId("account").addEventListener("click", open);
  byId("account-close").addEventListener("click", () => dialog.close());
  byId("account-out").addEventListener("click", signOut);
  byId("account-form").addEventListener("submit", submit);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !keys.isRevealing()) dialog.close();
  });
  dialog.addEventListener("close", clearFields);
  keys.start();
  session.listen(changed);
  show();
}

export function open() {
  selectWay(way);
  dialog.showModal();
  if (!session.current()) focusFirst();
  else {
    showUsage();
    keys.show();
  }
}

const focusFirst = () => byId(WAYS.find(({ id }) => id === way).first).focus();

function selectWay(id) {
  way = id;
  press(id);
  for (const each of WAYS) byId(`account-${each.id}`).hidden = each.id !== id;
  showError("");
}

function changed(reason) {
  show();
  keys.clear();
  if (!reason) return;
  if (!dialog.open) {
    notify(reason);
    return;
  }
  selectWay(way);
  showError(reason);
  focusFirst();
}

function show() {
  const account = session.current();
  byId("account-name").textContent = account ? account.name : t("Sign in");
  byId("account").classList.toggle("known", Boolean(account));
  byId("account-form").hidden = Boolean(account);
  byId("account-known").hidden = !account;
  byId("account-title").textContent = account ? account.name : t("Sign in");
}

async function submit(event) {
  event.preventDefault();
  showError("");
  byId("account-submit").disabled = true;
  try {
    const account = way === "key" ? await byKey() : await byPassword();
    if (!dialog.open) return; // the user thought better of it
    dialog.close();
    session.begin(account);
    notify(t("Signed in as {name}", { name: account.name }));
  } catch (error) {
    showError(error.message);
  } finally {
    byId("account-submit").disabled = false;
  }
}

async function byPassword() {
  const name = requiredValue("username", t("Enter your name."));
  const password = requiredValue("password", t("Enter your password."));
  const body = new URLSearchParams({ grant_type: "password", username: name, password });
  const { access_token: secret } = await requestJson(api("token"), { method: "POST", body, account: null });
  return { kind: "token", secret, name };
}

// A key does not contain its user. A request for the usage shows whether it is valid.
async function byKey() {
  const secret = requiredValue("api-key", t("Enter your API key."));
  if (!/^[!-~]+$/.test(secret)) throw new Error(t("This is not an API key. Paste the whole key."));
  const account = { kind: "key", secret, name: `${secret.slice(0, KEY_CHARACTERS)}…` };
  await requestJson(api("usage"), { account });
  return account;
}

function requiredValue(id, missing) {
  const value = id === "password" ? byId(id).value : byId(id).value.trim();
  if (value) return value;
  byId(id).focus();
  throw new Error(missing);
}

function showError(text) {
  byId("account-problem").textContent = text;
  byId("account-problem").hidden = !text;
}

function signOut() {
  dialog.close();
  session.end();
  notify(t("Signed out"));
}

// Secrets don't stay in the fields of a closed dialog.
function clearFields() {
  byId("password").value = "";
  byId("api-key").value = "";
  byId("account-facts").replaceChildren();
  keys.clear();
}

async function showUsage() {
  const facts = byId("account-facts");
  const account = session.current();
  const isGone = () => !dialog.open || account !== session.current();
  try {
    const { tier, requests_today: used, requests_limit: limit } = await requestJson(api("usage"));
    if (isGone()) return;
    facts.replaceChildren(
      ...fact(t("Tier"), t(tier)),
      ...fact(t("Today"), t("{used} of {limit} barcodes", { used: used.toLocaleString(locale()), limit: limit.toLocaleString(locale()) })),
    );
  } catch (error) {
    if (!isGone()) facts.replaceChildren(build("dd", { textContent: error.message }));
  }
}

const fact = (name, value) => [build("dt", { textContent: name }), build("dd", { textContent: value })];
