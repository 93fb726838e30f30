// The Connect tab.

import { CLIENTS, SECRET, addresses } from "./clients.js";
import { copyText } from "./clipboard.js";
import * as liveConsole from "./console.js";
import { build, byId, choices } from "./dom.js";
import { t } from "./language.js";
import * as session from "./session.js";

// A link that installs the server in the client; it can't carry a key.
const installLink = (client, secret) =>
  client.install && !secret
    ? [` ${t("Or")} `, build("a", { href: client.install(), textContent: t("install it in {name}", { name: client.label }) }), "."]
    : [];

const note = ({ note: text, needs }) => (needs ? t("Needs: {command}", { command: needs }) : t(text));

export function start(mcpCall) {
  byId("addresses").replaceChildren(
    ...addresses().flatMap(([name, value]) => [build("dt", { textContent: name }), build("dd", { textContent: value })]),
  );
  const press = choices(byId("clients"), CLIENTS, show);
  let client = CLIENTS[0];
  function show(id) {
    client = CLIENTS.find((each) => each.id === id);
    const secret = session.current() ? SECRET : "";
    press(id);
    byId("client-note").replaceChildren(secret ? `${note(client)} ${t("Set {name} to your API key.", { name: SECRET })}` : note(client), ...installLink(client, secret));
    byId("client-code").textContent = client.code(secret);
  }
  show(client.id);
  session.listen(() => show(client.id));
  byId("copy-client").addEventListener("click", () => copyText(byId("client-code").textContent, t("Configuration")));
  liveConsole.start(mcpCall);
}
