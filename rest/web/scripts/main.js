// Starts the page: the tabs, their content, and the URL that stores both.

import * as account from "./account.js";
import * as address from "./address.js";
import * as app from "./app.js";
import { attempt } from "./clipboard.js";
import * as connect from "./connect.js";
import * as connection from "./connection.js";
import { byId } from "./dom.js";
import * as language from "./language.js";
import * as make from "./make.js";
import * as read from "./read.js";
import * as shortcuts from "./shortcuts.js";
import * as status from "./status.js";
import * as tabs from "./tabs.js";
import * as theme from "./theme.js";

let tab = tabs.names[0];

function selectTab(name) {
  tab = tabs.names.includes(name) ? name : tabs.names[0];
  tabs.show(tab);
  status.watch(tab === "status");
  if (tab === "many") openMany();
  if (tab !== "read") read.leave();
  saveState();
}

let many = null;

// The scripts of Many are loaded when they are needed, with their texts: they are half as large as all others.
function openMany() {
  const load = () => import("./many/many.js");
  many ??= language.loadOthers().then(load).catch((error) => {
    many = null;
    byId("many-says").hidden = false;
    byId("many-says").textContent = error.message;
    connection.once(openMany);
  });
}

const saveState = () => address.write(tab, make.linkValues());

async function start() {
  const saved = address.read();
  await language.start();
  app.start();
  theme.start();
  shortcuts.start();
  tabs.listen(selectTab);
  account.start();
  connect.start(make.mcpCall);
  read.start(drawBarcode);
  const first = tabs.names.includes(saved.tab) ? saved.tab : tabs.names[0];
  tab = first;
  tabs.show(first);
  status.watch(first === "status");
  if (first === "many") openMany();
  else byId("tab-many").addEventListener("pointerenter", openMany, { once: true });
  await begin(saved.values);
  window.addEventListener("hashchange", () => {
    const { tab: name, values } = address.read();
    selectTab(name);
    attempt(() => make.apply(values));
  });
}

// Begins again if the server did not answer, as soon as it does.
async function begin(values) {
  try {
    await make.start(values, saveState);
  } catch (error) {
    byId("stage-notice").textContent = error.message;
    byId("stage-notice").hidden = false;
    connection.once(() => begin(values));
  }
}

async function drawBarcode(values) {
  selectTab("make");
  await attempt(() => make.apply(values));
  document.querySelector("#make-form :is(#data, #content-fields input):not([hidden] *)")?.focus();
}

start();
