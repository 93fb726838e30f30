// The Status tab: asks every few seconds while it is looked at, and at no other time.

import { build, byId } from "./dom.js";
import { api, askJson, bare } from "./server.js";

const REFRESH_MS = 5000;
let timer = 0;
let counts = true;

export function watch(shown) {
  clearInterval(timer);
  if (!shown) return;
  refresh();
  timer = setInterval(() => {
    if (!document.hidden) refresh();
  }, REFRESH_MS);
}

const VERDICTS = { ok: "Everything works", degraded: "Working, but a part is away" };
const PARTS = { database_status: "Database", redis_status: "Redis", mcp_status: "MCP daemon" };

async function refresh() {
  const [health, mcp, usage] = await Promise.all([
    askJson(bare("health")).catch(() => null),
    askJson(api("mcp/status")).catch(() => null),
    askUsage(),
  ]);
  const verdict = byId("verdict");
  verdict.className = `verdict ${health ? health.status : "away"}`;
  const text = health ? (VERDICTS[health.status] ?? health.status) : "The server does not answer";
  if (verdict.textContent !== text) verdict.textContent = text;
  byId("tiles").replaceChildren(...tiles(health, mcp, usage));
  byId("status-time").textContent = `as of ${new Date().toLocaleTimeString()}`;
}

// A server without accounts has no such path: that is asked once.
async function askUsage() {
  if (!counts) return null;
  try {
    return await askJson(api("usage"));
  } catch (error) {
    counts = error.status !== 404;
    return null;
  }
}

function tiles(health, mcp, usage) {
  const shown = [];
  if (health) {
    for (const [key, title] of Object.entries(PARTS)) shown.push(tile(title, health[key]));
    shown.push(tile("Version", health.version));
  }
  if (mcp) {
    shown.push(tile("MCP connections", mcp.active_connections), tile("Protocol", mcp.server_info.protocol));
  }
  if (usage) shown.push(quota(usage));
  return shown;
}

const tile = (title, value, ...more) =>
  build("div", {}, build("dt", { textContent: title }), build("dd", { textContent: String(value) }, ...more));

function quota({ requests_today: used, requests_limit: limit, reset_time: reset }) {
  const meter = build("meter", { min: 0, max: limit, value: used, high: limit * 0.8, "aria-label": "Used today" });
  const shown = tile("Your barcodes today", `${used} of ${limit} `, meter);
  shown.title = `Counts anew at ${reset}`;
  return shown;
}
