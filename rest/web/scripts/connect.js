// The Connect tab.

import { CLIENTS, SECRET, addresses } from "./clients.js";
import { copyText } from "./clipboard.js";
import * as liveConsole from "./console.js";
import { build, byId, choices } from "./dom.js";
import * as session from "./session.js";

const WHERE_THE_KEY_GOES = `Your API key goes where it says ${SECRET}.`;

export function start(mcpCall) {
  byId("addresses").replaceChildren(
    ...addresses().flatMap(([name, value]) => [build("dt", { textContent: name }), build("dd", { textContent: value })]),
  );
  const press = choices(byId("clients"), CLIENTS, show);
  let shown = CLIENTS[0];
  function show(id) {
    shown = CLIENTS.find((each) => each.id === id);
    const secret = session.current() ? SECRET : "";
    press(id);
    byId("client-note").textContent = secret ? `${shown.note} ${WHERE_THE_KEY_GOES}` : shown.note;
    byId("client-code").textContent = shown.code(secret);
  }
  show(shown.id);
  session.listen(() => show(shown.id));
  byId("copy-client").addEventListener("click", () => copyText(byId("client-code").textContent, "Configuration"));
  liveConsole.start(mcpCall);
}
