// A small MCP client: one WebSocket, JSON-RPC 2.0, with replies matched by their id.

import { t } from "./language.js";
import { api, requestJson, socketAddress } from "./server.js";

const PROTOCOL_VERSION = "2025-11-25";

export class Conversation {
  // *listener* has the callbacks opened(label), closed(code, reason), sent(text) and received(text).
  constructor(listener) {
    this.listener = listener;
    this.waiting = new Map();
    this.nextId = 1;
    this.socket = null;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  // Opens the WebSocket and initializes the session. Browsers can't set headers on a WebSocket, so a
  // one-time ticket identifies the account. An error of the ticket request has the reason as text.
  async open() {
    const { client_id: label, ticket } = await requestJson(api("mcp/auth"), { method: "POST" });
    this.socket = new WebSocket(socketAddress(label), ["mcp", `ticket.${ticket}`]);
    this.socket.addEventListener("message", ({ data }) => this.#receive(data));
    this.socket.addEventListener("close", ({ code, reason }) => this.#end(code, reason));
    await new Promise((resolve, reject) => {
      this.socket.addEventListener("open", resolve, { once: true });
      this.socket.addEventListener("close", () => reject(new Error(t("The WebSocket did not open."))), { once: true });
    });
    this.listener.opened(label);
    await this.request("initialize", {
      protocolVersion: PROTOCOL_VERSION,
      capabilities: {},
      clientInfo: { name: "theBarcodeAPI page", version: "1.0.0" },
    });
    this.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  }

  request(method, params) {
    const id = this.nextId++;
    const reply = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.send({ jsonrpc: "2.0", id, method, ...(params ? { params } : {}) });
    return reply;
  }

  send(message) {
    this.sendText(JSON.stringify(message));
  }

  sendText(text) {
    this.socket.send(text);
    this.listener.sent(text);
  }

  close() {
    this.socket?.close(1000);
  }

  #receive(text) {
    this.listener.received(text);
    const message = parsed(text);
    const waiting = this.waiting.get(message?.id);
    if (!waiting) return;
    this.waiting.delete(message.id);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  }

  #end(code, reason) {
    for (const { reject } of this.waiting.values()) reject(new Error(t("The connection closed.")));
    this.waiting.clear();
    this.listener.closed(code, reason);
  }
}

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
