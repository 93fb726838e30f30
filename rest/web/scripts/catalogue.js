// The symbologies and image formats of the server.

import { t } from "./language.js";
import { api, files, requestJson } from "./server.js";
import { synonyms, use } from "./words.js";

const FAMILIES = {
  retail: "Shops",
  industrial: "Industry and logistics",
  gs1: "GS1",
  matrix: "2D",
  stacked: "Stacked",
  postal: "Post",
  health: "Health care",
  other: "Other",
};

export const FAVOURITES = ["qr", "code128", "ean13", "upca", "datamatrix", "gs1_128"];

const IMAGE_FORMATS = ["PNG", "SVG", "PDF", "JPEG", "WEBP", "GIF", "EPS", "TIFF", "BMP", "PCX", "ZPL", "TXT"];

export const example = (id) => new URL(`examples/${id}.svg`, files).href;

let listing = null;

// Returns every symbology, with one request.
export async function load() {
  listing ??= requestJson(api("symbologies"));
  try {
    return (await listing).symbologies;
  } catch (error) {
    listing = null;
    throw error;
  }
}

let contents = null;

// Returns every content type, with one request.
export async function loadContents() {
  contents ??= requestJson(api("content"));
  try {
    return (await contents).content;
  } catch (error) {
    contents = null;
    throw error;
  }
}

const answers = new Map();

// Returns the answer of *path*, with one request.
async function once(path) {
  if (!answers.has(path)) answers.set(path, requestJson(api(path)));
  try {
    return await answers.get(path);
  } catch (error) {
    answers.delete(path);
    throw error;
  }
}

// Returns a symbology and the JSON Schema of its options.
export const details = (id) => once(`symbologies/${encodeURIComponent(id)}`);

// Returns a content type with the JSON Schema of its fields and an example.
export const contentDetails = (id) => once(`content/${encodeURIComponent(id)}`);

// Returns the image formats of *schema*: the most common first, those unknown to this table last.
export function imageFormats(schema) {
  const rank = (kind) => (IMAGE_FORMATS.includes(kind) ? IMAGE_FORMATS.indexOf(kind) : IMAGE_FORMATS.length);
  return [...(schema.properties.image_format?.enum ?? ["PNG"])].sort((a, b) => rank(a) - rank(b));
}

// Groups by family, in the order of FAMILIES; a family unknown to this table comes last.
export function byFamily(symbologies) {
  const known = Object.keys(FAMILIES);
  const rank = (family) => (known.includes(family) ? known.indexOf(family) : known.length);
  const groups = Map.groupBy
    ? Map.groupBy(symbologies, (each) => each.family)
    : symbologies.reduce((map, each) => map.set(each.family, [...(map.get(each.family) ?? []), each]), new Map());
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([family, members]) => ({ title: t(FAMILIES[family] ?? family), members }));
}

const fold = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "");

// Returns the symbologies that match every word of *text*: name, alias, use, synonym or standard.
export function search(symbologies, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return symbologies.filter((each) => {
    const description = [each.id, each.title, each.standard, each.note, each.family, FAMILIES[each.family], use(each), t(use(each)), synonyms(each), ...each.aliases]
      .join(" ")
      .toLowerCase();
    return words.every((word) => description.includes(word) || (fold(word) && fold(description).includes(fold(word))));
  });
}

// Returns the best match of *found*: its name equals *text* or starts with it.
export function best(found, text) {
  const wanted = fold(text);
  const names = ({ id, title, aliases }) => [id, title, ...aliases].map(fold);
  return (
    found.find((each) => names(each).includes(wanted)) ??
    found.find((each) => names(each).some((name) => name.startsWith(wanted))) ??
    found[0]
  );
}
