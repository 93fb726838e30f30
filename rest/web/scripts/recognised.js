// What the entered data look like, and the form or the symbology that suits them.

import { FIRST_FORMAT, watchEdits } from "./choosing.js";
import { attempt, notify } from "./clipboard.js";
import { build, byId } from "./dom.js";
import { t } from "./language.js";
import { recognise } from "./recognise.js";
import { api, requestJson } from "./server.js";

let page = null;

// *owner* has the state of the Make tab, and isExampleData(), apply(values, options) and focusFirst().
export function start(owner) {
  page = owner;
  byId("recognised-close").addEventListener("click", () => {
    byId("recognised").hidden = true;
  });
  document.addEventListener("paste", paste);
}

function looksLike({ what, lastDigit }) {
  const name = t(what);
  return t("Looks like {what}.", { what: lastDigit ? t("{what}, whose last digit should be {digit}", { what: name, digit: lastDigit }) : name });
}

// Offers the form or symbology of what was entered as plain data.
export function show() {
  const { state } = page;
  const found = state.content ? [] : recognise(state.data);
  const isShown = ({ format, data }) => format === state.symbology?.id && data === state.data;
  // The error at the field offers the right last digit already.
  const isRefused = ({ format, lastDigit }) => lastDigit !== undefined && format === state.symbology?.id;
  const isKnown = ({ content, format }) => (content ? state.contents.some(({ id }) => id === content) : state.symbologies.some(({ id }) => id === format));
  const known = found.filter((each) => !isShown(each) && !isRefused(each) && isKnown(each));
  // A suitable symbology was chosen already.
  const isFitting = found.some(isShown);
  byId("recognised").hidden = isFitting || !known.length || page.isExampleData();
  byId("recognised-what").textContent = known.length ? looksLike(known[0]) : "";
  byId("recognised-use").replaceChildren(
    ...known.slice(0, 2).map((each) => {
      const title = each.content ? t("Use the form") : t("Make {name}", { name: state.symbologies.find(({ id }) => id === each.format).title });
      return build("button", { type: "button", textContent: title, onclick: () => attempt(() => useRecognised(each)) });
    }),
  );
}

// An edit in the meantime makes the text another one than the recognised.
async function useRecognised({ content, fields, payload, format, data }) {
  const isUnedited = watchEdits();
  const known = content ? (fields ?? (await fieldsOf(payload))) : {};
  if (!isUnedited()) return;
  const values = content ? { content, ...Object.fromEntries(Object.entries(known).map(([name, value]) => [`content.${name}`, value])) } : { format, data };
  await page.apply(values, { yields: true });
  if (!isUnedited()) return;
  if (content) page.focusFirst();
  else byId("data").focus();
}

// The server reads the fields of a payload.
async function fieldsOf(payload) {
  const { explanation } = await requestJson(api("validate", { data: payload, format: FIRST_FORMAT }));
  if (!explanation) throw new Error(t("The fields of this text can't be read."));
  return explanation.fields;
}

// A text that is pasted outside of fields is used as what it looks like.
function paste(event) {
  if (byId("make").hidden || event.target.closest?.("input, textarea, select, dialog")) return;
  const text = event.clipboardData?.getData("text/plain").trim();
  if (!text) return;
  event.preventDefault();
  const [found] = recognise(text);
  attempt(async () => {
    if (found) {
      await useRecognised(found);
      notify(looksLike(found));
    } else {
      await page.apply({ format: FIRST_FORMAT, data: text });
    }
  });
}
