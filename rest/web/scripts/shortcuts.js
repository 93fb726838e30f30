// Keyboard shortcuts of the Make tab: / searches the barcodes, Ctrl+Enter copies, Ctrl+S downloads.

import * as delivery from "./delivery.js";
import { byId } from "./dom.js";
import * as make from "./make.js";

export function start() {
  document.addEventListener("keydown", (event) => {
    if (byId("make").hidden || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const act = command ? { s: delivery.download, enter: delivery.copy }[event.key.toLowerCase()] : event.key === "/" && !isTyping(event.target) && make.openPicker;
    if (!act || event.altKey || event.shiftKey) return;
    event.preventDefault();
    act();
  });
}

const isTyping = (target) => target.matches?.("input, textarea, select");
