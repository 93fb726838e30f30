// The client that shows this app: JSON-RPC 2.0 over postMessage (MCP Apps, 2026-01-26).
"use strict";

const PROTOCOL_VERSION = "2026-01-26";

class Host {
  // *listener* has the callbacks input(arguments), result(result) and cancelled(reason).
  constructor(listener) {
    this.listener = listener;
    this.capabilities = {};
    this.context = {};
    this.waiting = new Map();
    this.nextId = 1;
  }

  // Resolves when the client may send the arguments and the result of the call.
  async connect(name) {
    window.addEventListener("message", ({ source, data }) => {
      if (source === window.parent && data?.jsonrpc === "2.0") this.#receive(data);
    });
    const { hostCapabilities, hostContext } = await this.request("ui/initialize", {
      protocolVersion: PROTOCOL_VERSION,
      appInfo: { name, version: "1.0.0" },
      appCapabilities: { availableDisplayModes: ["inline"] },
    });
    this.capabilities = hostCapabilities ?? {};
    this.#setContext(hostContext);
    this.notify("ui/notifications/initialized");
    new ResizeObserver(() => this.#reportSize()).observe(document.body);
  }

  request(method, params) {
    const id = this.nextId++;
    const reply = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.#post({ id, method, params });
    return reply;
  }

  notify(method, params = {}) {
    this.#post({ method, params });
  }

  // Returns the result of a tool; or null, and says why, if the client does not call it.
  async call(tool, args) {
    try {
      return await this.request("tools/call", { name: this.context.toolInfo?.tool.name ?? tool, arguments: args });
    } catch (error) {
      say(`The client did not call the tool: ${error.message}`, true);
      return null;
    }
  }

  // Gives the model *text* for its next turn. It replaces the one before.
  tell(text) {
    if (!this.capabilities.updateModelContext) return;
    this.request("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {});
  }

  #receive(message) {
    if (message.method) {
      this.#handle(message);
      return;
    }
    const { resolve, reject } = this.waiting.get(message.id) ?? {};
    this.waiting.delete(message.id);
    if (message.error) reject?.(new Error(message.error.message));
    else resolve?.(message.result);
  }

  #handle({ id, method, params }) {
    if (method === "ui/notifications/tool-input") this.listener.input(params.arguments ?? {});
    else if (method === "ui/notifications/tool-result") this.listener.result(params);
    else if (method === "ui/notifications/tool-cancelled") this.listener.cancelled(params?.reason ?? "");
    else if (method === "ui/notifications/host-context-changed") this.#setContext(params);
    else if (id !== undefined) this.#answer(id, method);
  }

  #answer(id, method) {
    if (["ping", "ui/resource-teardown"].includes(method)) this.#post({ id, result: {} });
    else this.#post({ id, error: { code: -32601, message: `Unknown method: ${method}` } });
  }

  #setContext(changed) {
    Object.assign(this.context, changed);
    const { style } = document.documentElement;
    if (this.context.theme) style.colorScheme = this.context.theme;
    for (const [name, value] of Object.entries(changed?.styles?.variables ?? {})) {
      if (value) style.setProperty(name, value);
    }
  }

  #reportSize() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    this.notify("ui/notifications/size-changed", { width: window.innerWidth, height });
  }

  #post(message) {
    // The origin of the client is not known to an app in a sandbox.
    window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  }
}

function find(id) {
  return document.getElementById(id);
}

// Shows what became of the call.
function say(text, isError) {
  find("text").textContent = text;
  find("text").className = isError ? "error" : "";
}

// Shows what became of what the person did; empty to hide it.
function report(text) {
  find("report").textContent = text;
  find("report").hidden = !text;
}

// Runs *copy*, and reports whether the client allowed it.
async function attemptCopy(copy) {
  try {
    await copy();
    report("Copied.");
  } catch {
    report("The client does not allow apps to copy.");
  }
}
