// Choices of what is drawn. What a choice needs is loaded first; then it is applied at once. Until then the
// page stays as it is, and can be edited: an answer never replaces what was entered after its request.

import * as catalogue from "./catalogue.js";
import { loadOthers, t } from "./language.js";
import * as problems from "./problems.js";

export const FIRST_FORMAT = "qr"; // of content types that any symbology carries

let turn = 0;
let edits = 0;

// Counts an edit of the data or of a field.
export function edited() {
  edits += 1;
}

// Returns a function that returns true as long as nothing is edited.
export function watchEdits() {
  const before = edits;
  return () => before === edits;
}

// Calls *use(loaded, isUnedited)* after *load()*, unless another choice followed. A choice that *yields* is
// also dropped after an edit.
export async function choose(load, use, { yields = false } = {}) {
  const mine = ++turn;
  const isUnedited = watchEdits();
  try {
    const loaded = await load();
    if (mine === turn && (isUnedited() || !yields)) use(loaded, isUnedited());
  } catch (error) {
    if (mine === turn) throw error;
  }
}

// Loads the content type *id*, if one is given, and the symbology *format*, by default the usual one.
// *notices* says what is unknown of them; *isFirst* is true for the first view, which needs few texts.
export async function load(id, format, { isFirst = false } = {}) {
  const notices = [];
  if (!isFirst) await loadOthers();
  const details = id ? await loadContent(id, notices) : null;
  const { symbology, options: schema } = await loadSymbology(format ?? details?.content.symbologies[0] ?? FIRST_FORMAT, notices);
  return { details, symbology, schema, notices };
}

async function loadContent(id, notices) {
  try {
    return await catalogue.contentDetails(id);
  } catch (error) {
    if (!error.errors?.length) throw error;
    notices.push(problems.text(error.errors[0]));
    return null;
  }
}

// For an unknown name, loads the most similar symbology.
async function loadSymbology(format, notices) {
  try {
    return await catalogue.details(format);
  } catch (error) {
    if (!error.errors?.length || format === FIRST_FORMAT) throw error;
    const similar = await loadSymbology(error.errors[0].suggestion || FIRST_FORMAT, notices);
    notices.push(`${error.errors[0].message} ${t("Showing {name} instead.", { name: similar.symbology.title })}`);
    return similar;
  }
}
