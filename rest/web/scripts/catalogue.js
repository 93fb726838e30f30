// The symbologies and image formats of the server.

import { api, requestJson, files } from "./server.js";

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

const FAVOURITES = ["qr", "code128", "ean13", "upca", "datamatrix", "gs1_128"];

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

const schemas = new Map();

// Returns a symbology and the JSON Schema of its options, with one request for each.
export async function details(id) {
  if (!schemas.has(id)) schemas.set(id, requestJson(api(`symbologies/${encodeURIComponent(id)}`)));
  try {
    return await schemas.get(id);
  } catch (error) {
    schemas.delete(id);
    throw error;
  }
}

// Returns the image formats of *schema*: the most common first, those unknown to this table last.
export function imageFormats(schema) {
  const rank = (kind) => (IMAGE_FORMATS.includes(kind) ? IMAGE_FORMATS.indexOf(kind) : IMAGE_FORMATS.length);
  return [...(schema.properties.image_format?.enum ?? ["PNG"])].sort((a, b) => rank(a) - rank(b));
}

export const favourites = (symbologies) =>
  FAVOURITES.map((id) => symbologies.find((each) => each.id === id)).filter(Boolean);

// Groups by family, in the order of FAMILIES; a family unknown to this table comes last.
export function byFamily(symbologies) {
  const known = Object.keys(FAMILIES);
  const rank = (family) => (known.includes(family) ? known.indexOf(family) : known.length);
  const groups = Map.groupBy
    ? Map.groupBy(symbologies, (each) => each.family)
    : symbologies.reduce((map, each) => map.set(each.family, [...(map.get(each.family) ?? []), each]), new Map());
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([family, members]) => ({ title: FAMILIES[family] ?? family, members }));
}

const fold = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "");

// Returns the symbologies that match every word of *text*: name, alias, use or standard.
export function search(symbologies, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return symbologies.filter((each) => {
    const description = [each.id, each.title, each.standard, each.note, each.family, FAMILIES[each.family], ...each.aliases]
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
