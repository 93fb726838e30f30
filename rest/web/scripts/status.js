// The Status tab: requests the status every few seconds while it is visible.

import { build, byId } from "./dom.js";
import * as history from "./history.js";
import { current as locale, t } from "./language.js";
import { api, bare, request, requestJson } from "./server.js";
import * as session from "./session.js";

const REFRESH_MS = 5000;
let timer = 0;
let turn = 0;

export function watch(isVisible) {
  clearInterval(timer);
  timer = 0;
  if (!isVisible) return;
  if (!byId("tiles").children.length) showPlaceholders();
  refresh();
  timer = setInterval(() => {
    if (!document.hidden) refresh();
  }, REFRESH_MS);
}

const UNKNOWN = "…";
const PLACEHOLDER = { version: UNKNOWN, database_status: UNKNOWN, redis_status: UNKNOWN, mcp_status: UNKNOWN, parsers_status: UNKNOWN, batches_status: UNKNOWN };

// The tiles have their final layout before the answers arrive, so that nothing moves.
function showPlaceholders() {
  fill("tiles", ofServer(PLACEHOLDER, { active_connections: UNKNOWN, server_info: { protocol: UNKNOWN } }));
  fill("usage-tiles", ofCaller({ tier: UNKNOWN, reset_time: NaN, burst: UNKNOWN }));
}

session.listen(() => timer && refresh());

const VERDICTS = { ok: "Everything works", degraded: "Working, but a part is unavailable" };
const PARTS = { database_status: "Database", redis_status: "Redis", mcp_status: "MCP daemon", parsers_status: "Parsers", batches_status: "Batches" };

async function refresh() {
  const mine = ++turn;
  const account = session.current();
  const [health, mcp, usage] = await Promise.all([
    requestJson(bare("health")).catch(() => null),
    requestJson(api("mcp/status")).catch(() => null),
    requestUsage().catch((error) => ({ error })),
  ]);
  if (mine !== turn) return;
  const verdict = byId("verdict");
  verdict.className = `verdict ${health ? health.status : "unavailable"}`;
  const text = health ? t(VERDICTS[health.status] ?? health.status) : t("The server does not answer.");
  if (verdict.textContent !== text) verdict.textContent = text;
  fill("tiles", ofServer(health, mcp));
  byId("status-who").textContent = account ? t("Signed in as {name}", { name: account.name }) : t("A visitor, identified by the network address");
  fill("usage-tiles", usage.error ? [tile("Not available now", usage.error.message)] : ofCaller(usage));
  history.show(usage.history);
  byId("status-time").textContent = t("as of {time}", { time: new Date().toLocaleTimeString(locale()) });
}

async function requestUsage() {
  const response = await request(api("usage"));
  const [, burst] = /"burst";q=(\d+)/.exec(response.headers.get("RateLimit-Policy") ?? "") ?? [];
  return { ...(await response.json()), burst };
}

// Unchanged tiles are kept, since their text may be selected.
function fill(id, tiles) {
  const place = byId(id);
  const key = tiles.map((each) => each.textContent).join("\n");
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...tiles);
}

function ofServer(health, mcp) {
  const tiles = [];
  if (health) {
    for (const [key, title] of Object.entries(PARTS)) tiles.push(tile(title, t(health[key])));
    tiles.push(tile("Version", health.version));
  }
  if (mcp) {
    tiles.push(tile("MCP connections", mcp.active_connections), tile("Protocol", mcp.server_info.protocol));
  }
  return tiles;
}

const tile = (title, value, ...more) =>
  build("div", {}, build("dt", { textContent: t(title) }), build("dd", { textContent: String(value) }, ...more));

// The server names the tiers, except that of visitors.
const TIERS = { unauthenticated: "visitor" };

const number = (value) => (Number.isFinite(Number(value)) ? Number(value).toLocaleString(locale()) : UNKNOWN);

const time = (moment) =>
  Number.isNaN(moment) ? UNKNOWN : new Date(moment).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

function ofCaller({ requests_today: used, requests_limit: limit, remaining_requests: left, reset_time: reset, tier, burst }) {
  const meter = build("meter", { min: 0, max: limit ?? 1, value: used ?? 0, "aria-label": t("Used today") });
  meter.high = meter.max * 0.8;
  return [
    tile("Tier", t(TIERS[tier] ?? tier)),
    tile("Your barcodes today", `${t("{found} of {all}", { found: number(used), all: number(limit) })} `, meter),
    tile("Remaining", number(left)),
    ...(burst ? [tile("Requests per second", number(burst))] : []),
    tile("Resets at", time(reset)),
  ];
}
