// Starts the page: the tabs, what they show, and the address that remembers both.

import * as account from "./account.js";
import * as address from "./address.js";
import * as connect from "./connect.js";
import { byId } from "./dom.js";
import * as make from "./make.js";
import * as many from "./many.js";
import * as read from "./read.js";
import * as status from "./status.js";
import * as tabs from "./tabs.js";

let tab = tabs.names[0];

function turnTo(name) {
  tab = tabs.names.includes(name) ? name : tabs.names[0];
  tabs.show(tab);
  status.watch(tab === "status");
  if (tab !== "read") read.leave();
  remember();
}

const remember = () => address.write(tab, make.told());

async function start() {
  const asked = address.read();
  tabs.listen(turnTo);
  account.start();
  connect.start(make.mcpCall);
  many.start();
  read.start(drawAgain);
  const shown = tabs.names.includes(asked.tab) ? asked.tab : tabs.names[0];
  tab = shown;
  tabs.show(shown);
  status.watch(shown === "status");
  try {
    await make.start(asked.values, remember);
  } catch (error) {
    byId("stage-notice").textContent = `The server does not answer: ${error.message}`;
    byId("stage-notice").hidden = false;
  }
  window.addEventListener("hashchange", () => {
    const { tab: name, values } = address.read();
    make.take(values).then(() => turnTo(name));
  });
}

async function drawAgain(format, data) {
  await make.take({ format, data });
  turnTo("make");
  byId("data").focus();
}

start();
