// The console: shows every message of an MCP session, and the picture of a tool call.

import { Conversation, parsed } from "./conversation.js";
import { build, byId } from "./dom.js";
import { t } from "./language.js";
import * as session from "./session.js";

const MAX_CHARACTERS = 6000; // characters of a frame
const MAX_FRAMES = 200;
const MAX_BASE64_CHARACTERS = 48;

let mcpCall = () => ({});
let conversation = null;

export function start(makeCall) {
  mcpCall = makeCall;
  byId("console-run").addEventListener("click", run);
  byId("console-close").addEventListener("click", () => conversation?.close());
  // A browser may keep a page that was left, with its WebSocket open.
  window.addEventListener("pagehide", () => conversation?.close());
  // The connection has the credentials of the account that opened it.
  session.listen(() => conversation?.close());
  byId("console-clear").addEventListener("click", clear);
  byId("console-form").addEventListener("submit", send);
  byId("console-messages").append(...Object.keys(MESSAGES).map(sample));
  suggest("tools/list");
}

const MESSAGES = {
  "tools/list": () => ({ jsonrpc: "2.0", id: "list", method: "tools/list" }),
  "tools/call": () => mcpCall("call"),
  "resources/list": () => ({ jsonrpc: "2.0", id: "resources", method: "resources/list" }),
  ping: () => ({ jsonrpc: "2.0", id: "ping", method: "ping" }),
};

const sample = (name) => build("button", { type: "button", textContent: name, onclick: () => suggest(name) });

function suggest(name) {
  byId("console-message").value = JSON.stringify(MESSAGES[name](), null, 2);
}

const listener = {
  opened: (label) => {
    state(t("connected"), "open");
    frame("note", t("connected as {label}", { label }));
  },
  closed: (code, reason) => {
    state(t("not connected"), "");
    frame("note", t("closed: {code} {reason}", { code, reason }).trim());
  },
  sent: (text) => frame("sent", text),
  received: (text) => {
    frame("received", text);
    showPicture(parsed(text));
  },
};

function state(text, look) {
  const element = byId("console-state");
  element.textContent = text;
  element.className = `state ${look}`;
  byId("console-close").disabled = look !== "open";
}

let opening = null;

async function connected() {
  if (!conversation?.isOpen) {
    opening ??= connect().finally(() => {
      opening = null;
    });
    await opening;
  }
  return conversation;
}

async function connect() {
  state(t("connecting"), "");
  conversation = new Conversation(listener);
  await conversation.open();
}

async function attempt(act) {
  try {
    await act(await connected());
  } catch (error) {
    if (!conversation?.isOpen) state(t("not connected"), "failed");
    const isVisitor = error.status === 401 && !session.current();
    frame("note", isVisitor ? `${error.message} ${t("Sign in at the top of the page.")}` : error.message);
  }
}

const run = () => attempt((open) => open.request("tools/call", mcpCall().params));

async function send(event) {
  event.preventDefault();
  await attempt((open) => open.sendText(byId("console-message").value));
}

function clear() {
  byId("frames").replaceChildren();
  byId("console-picture").hidden = true;
}

function frame(look, text) {
  const frames = byId("frames");
  const message = parsed(text);
  const content = message ? JSON.stringify(message, shortened, 2) : text;
  frames.append(build("li", { className: look }, build("span", { textContent: content.slice(0, MAX_CHARACTERS) })));
  while (frames.children.length > MAX_FRAMES) frames.firstChild.remove();
  frames.scrollTop = frames.scrollHeight;
}

// The base64 text of a picture would hide the rest of its message.
function shortened(name, value) {
  const long = (name === "data" || name === "blob") && typeof value === "string" && value.length > 200;
  return long ? `${value.slice(0, MAX_BASE64_CHARACTERS)}… (${value.length} characters)` : value;
}

function showPicture(message) {
  const content = message?.result?.content;
  const item = Array.isArray(content) ? content.find((each) => each.type === "image") : null;
  if (!item) return;
  const image = build("img", { alt: t("The barcode that the tool drew"), src: `data:${item.mimeType};base64,${item.data}` });
  byId("console-picture").replaceChildren(image);
  byId("console-picture").hidden = false;
}
