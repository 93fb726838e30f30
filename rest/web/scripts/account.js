// Signing in and out: the button in the bar, and the dialog behind it.

import { say } from "./clipboard.js";
import { build, byId, choices } from "./dom.js";
import * as keys from "./keys.js";
import { api, askJson } from "./server.js";
import * as session from "./session.js";

const WAYS = [
  { id: "password", label: "Name and password", first: "username" },
  { id: "key", label: "API key", first: "api-key" },
];
const KEY_SHOWN = 10; // characters, as the server's own list of keys shows them

const dialog = byId("account-dialog");
let way = WAYS[0].id;
let press = () => {};

export function start() {
  press = choices(byId("account-ways"), WAYS, turnTo);
  byId("account").addEventListener("click", open);
  byId("account-close").addEventListener("click", () => dialog.close());
  byId("account-out").addEventListener("click", signOut);
  byId("account-form").addEventListener("submit", submit);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !keys.isRevealing()) dialog.close();
  });
  dialog.addEventListener("close", forget);
  keys.start();
  session.listen(changed);
  show();
}

export function open() {
  turnTo(way);
  dialog.showModal();
  if (!session.current()) focusFirst();
  else {
    tellUsage();
    keys.show();
  }
}

const focusFirst = () => byId(WAYS.find(({ id }) => id === way).first).focus();

function turnTo(id) {
  way = id;
  press(id);
  for (const each of WAYS) byId(`account-${each.id}`).hidden = each.id !== id;
  refuse("");
}

function changed(reason) {
  show();
  keys.forget();
  if (!reason) return;
  if (!dialog.open) {
    say(reason);
    return;
  }
  turnTo(way);
  refuse(reason);
  focusFirst();
}

function show() {
  const who = session.current();
  byId("account-name").textContent = who ? who.name : "Sign in";
  byId("account").classList.toggle("known", Boolean(who));
  byId("account-form").hidden = Boolean(who);
  byId("account-known").hidden = !who;
  byId("account-title").textContent = who ? who.name : "Sign in";
}

async function submit(event) {
  event.preventDefault();
  refuse("");
  byId("account-submit").disabled = true;
  try {
    const who = way === "key" ? await byKey() : await byPassword();
    dialog.close();
    session.begin(who);
    say(`Signed in as ${who.name}`);
  } catch (error) {
    refuse(error.message);
  } finally {
    byId("account-submit").disabled = false;
  }
}

async function byPassword() {
  const name = given("username", "Give your name.");
  const password = given("password", "Give your password.");
  const body = new URLSearchParams({ grant_type: "password", username: name, password });
  const { access_token: secret } = await askJson(api("token"), { method: "POST", body, who: null });
  return { kind: "token", secret, name };
}

// A key says nothing of whose it is; that it is good is told by what it may still draw.
async function byKey() {
  const secret = given("api-key", "Give your API key.");
  if (!/^[!-~]+$/.test(secret)) throw new Error("That is no API key: paste it whole, as it was shown to you.");
  const who = { kind: "key", secret, name: `${secret.slice(0, KEY_SHOWN)}…` };
  await askJson(api("usage"), { who });
  return who;
}

function given(id, missing) {
  const value = id === "password" ? byId(id).value : byId(id).value.trim();
  if (value) return value;
  byId(id).focus();
  throw new Error(missing);
}

function refuse(text) {
  byId("account-problem").textContent = text;
  byId("account-problem").hidden = !text;
}

function signOut() {
  dialog.close();
  session.end();
  say("Signed out");
}

// Secrets don't stay in fields that nobody looks at.
function forget() {
  byId("password").value = "";
  byId("api-key").value = "";
  byId("account-facts").replaceChildren();
  keys.forget();
}

async function tellUsage() {
  const facts = byId("account-facts");
  try {
    const { tier, requests_today: used, requests_limit: limit } = await askJson(api("usage"));
    facts.replaceChildren(
      ...fact("Tier", tier),
      ...fact("Today", `${used.toLocaleString()} of ${limit.toLocaleString()} barcodes`),
    );
  } catch (error) {
    facts.replaceChildren(build("dd", { textContent: error.message }));
  }
}

const fact = (name, value) => [build("dt", { textContent: name }), build("dd", { textContent: value })];
