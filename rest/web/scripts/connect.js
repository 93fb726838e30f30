// The Connect tab.

import { CLIENTS, addresses } from "./clients.js";
import { copyText } from "./clipboard.js";
import * as liveConsole from "./console.js";
import { build, byId, choices } from "./dom.js";

export function start(mcpCall) {
  byId("addresses").replaceChildren(
    ...addresses().flatMap(([name, value]) => [build("dt", { textContent: name }), build("dd", { textContent: value })]),
  );
  const press = choices(byId("clients"), CLIENTS, show);
  function show(id) {
    const client = CLIENTS.find((each) => each.id === id);
    press(id);
    byId("client-note").textContent = client.note;
    byId("client-code").textContent = client.code();
  }
  show(CLIENTS[0].id);
  byId("copy-client").addEventListener("click", () => copyText(byId("client-code").textContent, "Configuration"));
  liveConsole.start(mcpCall);
}
