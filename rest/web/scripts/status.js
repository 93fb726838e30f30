// The Status tab: asks every few seconds while it is looked at, and at no other time.

import { build, byId } from "./dom.js";
import * as history from "./history.js";
import { api, ask, askJson, bare } from "./server.js";
import * as session from "./session.js";

const REFRESH_MS = 5000;
let timer = 0;

export function watch(shown) {
  clearInterval(timer);
  timer = 0;
  if (!shown) return;
  if (!byId("tiles").children.length) expect();
  refresh();
  timer = setInterval(() => {
    if (!document.hidden) refresh();
  }, REFRESH_MS);
}

const UNKNOWN = "…";
const NOTHING_YET = { version: UNKNOWN, database_status: UNKNOWN, redis_status: UNKNOWN, mcp_status: UNKNOWN, parsers_status: UNKNOWN };

// The tiles as they will be, so that nothing moves when it is known what they say.
function expect() {
  fill("tiles", ofServer(NOTHING_YET, { active_connections: UNKNOWN, server_info: { protocol: UNKNOWN } }));
  fill("usage-tiles", ofCaller({ tier: UNKNOWN, reset_time: NaN, burst: UNKNOWN }));
}

session.listen(() => timer && refresh());

const VERDICTS = { ok: "Everything works", degraded: "Working, but a part is away" };
const PARTS = { database_status: "Database", redis_status: "Redis", mcp_status: "MCP daemon", parsers_status: "Parsers" };

async function refresh() {
  const who = session.current();
  const [health, mcp, usage] = await Promise.all([
    askJson(bare("health")).catch(() => null),
    askJson(api("mcp/status")).catch(() => null),
    askUsage().catch((error) => ({ error })),
  ]);
  if (who !== session.current()) return;
  const verdict = byId("verdict");
  verdict.className = `verdict ${health ? health.status : "away"}`;
  const text = health ? (VERDICTS[health.status] ?? health.status) : "The server does not answer";
  if (verdict.textContent !== text) verdict.textContent = text;
  fill("tiles", ofServer(health, mcp));
  byId("status-who").textContent = who ? `Signed in as ${who.name}` : "A visitor, known by the address alone";
  fill("usage-tiles", usage.error ? [tile("Not known now", usage.error.message)] : ofCaller(usage));
  history.show(usage.history);
  byId("status-time").textContent = `as of ${new Date().toLocaleTimeString()}`;
}

async function askUsage() {
  const response = await ask(api("usage"));
  const [, burst] = /"burst";q=(\d+)/.exec(response.headers.get("RateLimit-Policy") ?? "") ?? [];
  return { ...(await response.json()), burst };
}

// What stays the same is left alone: somebody may be selecting it.
function fill(id, tiles) {
  const place = byId(id);
  const says = tiles.map((each) => each.textContent).join("\n");
  if (place.dataset.says === says) return;
  place.dataset.says = says;
  place.replaceChildren(...tiles);
}

function ofServer(health, mcp) {
  const shown = [];
  if (health) {
    for (const [key, title] of Object.entries(PARTS)) shown.push(tile(title, health[key]));
    shown.push(tile("Version", health.version));
  }
  if (mcp) {
    shown.push(tile("MCP connections", mcp.active_connections), tile("Protocol", mcp.server_info.protocol));
  }
  return shown;
}

const tile = (title, value, ...more) =>
  build("div", {}, build("dt", { textContent: title }), build("dd", { textContent: String(value) }, ...more));

// A tier's name is the server's own word, but for those who have none.
const TIERS = { unauthenticated: "visitor" };

const number = (value) => (Number.isFinite(Number(value)) ? Number(value).toLocaleString() : UNKNOWN);

const time = (moment) =>
  Number.isNaN(moment) ? UNKNOWN : new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function ofCaller({ requests_today: used, requests_limit: limit, remaining_requests: left, reset_time: reset, tier, burst }) {
  const meter = build("meter", { min: 0, max: limit ?? 1, value: used ?? 0, "aria-label": "Used today" });
  meter.high = meter.max * 0.8;
  return [
    tile("Tier", TIERS[tier] ?? tier),
    tile("Your barcodes today", `${number(used)} of ${number(limit)} `, meter),
    tile("Left", number(left)),
    ...(burst ? [tile("At most a second", number(burst))] : []),
    tile("Counts anew at", time(reset)),
  ];
}
