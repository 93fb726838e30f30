// Label templates: those of the product and of the account, and those that this browser keeps. Their
// placeholders are columns of the table, by the same name or by the reader's choice.

import { t } from "../language.js";
import { api, requestJson, request } from "../server.js";
import * as session from "../session.js";
import * as storage from "../storage.js";
import * as batch from "./batch.js";
import { picture } from "./outline.js";

const LOCAL = "labels"; // the templates in this browser, by name
const OWN = ["row", "label", "copy", "data", "format", "filename"]; // every batch has these
const PLACEHOLDER = /\{\{|\}\}|\{([^{}]*)\}/g;
const NAME_PATTERN = /[^a-z0-9-]+/g;
// What a placeholder means: words in names of columns, in the languages of the page.
const MEANINGS = {
  name: /name|title|product|article|artikel|bezeichnung|beschreibung|description|désignation|nombre|producto|nom|produit|名称|品名/i,
  price: /price|preis|prix|precio|€|\$|价格/i,
  unit_price: /unit|grund|kilo|litre|liter|unitario/i,
  stock: /stock|bestand|quantity|menge|anzahl|qty|库存/i,
  batch: /batch|lot|charge|lote|批/i,
  expiry: /expir|best|mhd|verfall|haltbar|caduc|有效/i,
  serial: /serial|serien|série|serie|序列/i,
  street: /street|stra(ß|ss)e|adress|rue|calle|地址/i,
  city: /city|ort|stadt|ville|ciudad|城市/i,
  country: /country|land|pays|país|国家/i,
  description: /description|beschreibung|bezeichnung|descrip|name|说明/i,
  title: /title|titel|name|description|titre|título/i,
};
const CODES = /^(ean|gtin|pzn|sscc|item|asset|cable|reference|code|barcode|upc|isbn|data)$/;

const documents = new Map(); // of the server, by name

// Returns every template: { id, title, description, kind, picture }, without their documents.
export async function list() {
  const { templates } = await requestJson(api("label-templates"));
  const listed = templates.map(({ name, title, description, own, width, height, outline }) => ({
    id: `${own ? "account" : "product"}:${name}`,
    title: t(title || name),
    // Without the columns, which have fields of their own.
    description: t(description.replace(/[.;]\s*columns?:.*$/i, ".")),
    kind: own ? "account" : "product",
    picture: picture({ width, height }, outline),
  }));
  const local = Object.entries(storage.get(LOCAL, {})).map(([name, document]) => ({
    id: `browser:${name}`,
    title: document.title || name,
    description: document.description ?? "",
    kind: "browser",
    picture: picture(document.size ?? {}, document.elements ?? []),
  }));
  const rank = { browser: 0, account: 1, product: 2 };
  return [...local, ...listed].sort((a, b) => rank[a.kind] - rank[b.kind]);
}

const parts = (id) => [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)];

// Returns a copy of the document of the template *id*.
export async function load(id) {
  const [kind, name] = parts(id);
  if (kind === "browser") {
    const found = storage.get(LOCAL, {})[name];
    if (!found) throw new Error(t("This template is not in this browser."));
    return found;
  }
  if (!documents.has(id)) documents.set(id, await requestJson(api(`label-templates/${encodeURIComponent(name)}`)));
  return structuredClone(documents.get(id));
}

session.listen(() => documents.clear());

// Saves *document* as *title*: in the account, or in this browser. Returns its id.
export async function save(title, document) {
  const name = title.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(NAME_PATTERN, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "label";
  const { name: _, ...rest } = document;
  const kept = { ...rest, title };
  if (session.current()) {
    await request(api(`label-templates/${name}`), batch.json("PUT", kept));
    documents.set(`account:${name}`, kept);
    return `account:${name}`;
  }
  const all = { ...storage.get(LOCAL, {}), [name]: kept };
  if (!storage.set(LOCAL, all)) throw new Error(t("This browser stores nothing"));
  return `browser:${name}`;
}

export async function remove(id) {
  const [kind, name] = parts(id);
  if (kind === "account") {
    await request(api(`label-templates/${encodeURIComponent(name)}`), { method: "DELETE" });
    documents.delete(id);
  } else {
    const { [name]: _, ...rest } = storage.get(LOCAL, {});
    storage.set(LOCAL, rest);
  }
}

// Returns the columns that *document* names in braces, in the order of use.
export function placeholders(document) {
  const counters = new Set(Object.keys(document.counters ?? {}));
  const found = new Set();
  for (const text of texts(document)) {
    for (const [, name] of text.matchAll(PLACEHOLDER)) {
      if (name === undefined || /^today([+:-]|$)/.test(name) || counters.has(name.split(":")[0])) continue;
      if (!OWN.slice(0, 3).includes(name)) found.add(name);
    }
  }
  return [...found];
}

function* texts(document) {
  if (document.copies) yield document.copies;
  for (const element of document.elements ?? []) {
    for (const value of [element.text, element.data, element.format, ...Object.values(element.fields ?? {}), ...Object.values(element.options ?? {})]) {
      if (typeof value === "string") yield value;
    }
  }
}

// Returns *document* with the columns of *chosen* (by placeholder) in its braces; an empty one prints
// nothing.
export function filled(document, chosen) {
  const replace = (text) =>
    typeof text === "string"
      ? text.replace(PLACEHOLDER, (whole, name) => (name in chosen ? (chosen[name] ? `{${chosen[name]}}` : "") : whole))
      : text;
  const inObject = (value) => Object.fromEntries(Object.entries(value).map(([key, text]) => [key, replace(text)]));
  const elements = document.elements.map((element) => ({
    ...element,
    ...inObject(Object.fromEntries(Object.entries(element).filter(([key]) => ["text", "data", "format"].includes(key)))),
    ...(element.fields ? { fields: inObject(element.fields) } : {}),
    ...(element.options ? { options: inObject(element.options) } : {}),
  }))
    // A text without any content is no element.
    .filter((element) => element.type !== "text" || element.text !== "");
  return { ...document, elements, ...(document.copies ? { copies: replace(document.copies) } : {}) };
}

// Returns the columns of *found* that labels can print.
export function columnsOf(found) {
  const named = found.files.flatMap((file) => file.columns ?? []);
  const names = named.filter(({ name, option = "" }) => name && !/[{}]/.test(name) && (!option || (["data", "copies"].includes(option) && fold(name) !== option) || (option.startsWith("content.") && !fold(name).startsWith("content"))));
  return [...new Set([...names.map(({ name }) => name), ...OWN.slice(3), "row"])];
}

const fold = (name) => name.trim().toLowerCase().replace(/[\s_-]+/g, "_");

// Returns the column for the placeholder *name*: by its name, or by its meaning.
export function guess(name, found) {
  const columns = columnsOf(found);
  const same = columns.find((each) => fold(each) === fold(name));
  if (same) return same;
  const mapped = found.files.flatMap(({ mapping }) => mapping?.columns ?? []);
  if (CODES.test(fold(name))) return "data";
  const pattern = MEANINGS[fold(name)];
  const titled = mapped.find(({ use }) => use === "title")?.name;
  if (["name", "title", "description", "product"].includes(fold(name)) && titled && columns.includes(titled)) return titled;
  return (pattern && columns.find((each) => !OWN.includes(each) && pattern.test(each))) ?? "";
}
