// The dialog that chooses a symbology: a combobox with a list of drawn examples (WAI-ARIA combobox).

import { best, byFamily, example, search } from "./catalogue.js";
import { build, byId } from "./dom.js";
import { t } from "./language.js";
import { PURPOSES } from "./purposes.js";
import { PURPOSE_WORDS, use } from "./words.js";

const dialog = byId("picker");
const field = byId("picker-search");
const list = byId("picker-list");

let symbologies = [];
let chosen = "";
let choose = () => {};
let choosePurpose = () => {};
let active = null;

// *onChoose(id)* gets a symbology, *onPurpose(id)* the purpose of a form.
export function prepare(all, onChoose, onPurpose) {
  symbologies = all;
  choose = onChoose;
  choosePurpose = onPurpose;
}

export function open(id) {
  chosen = id;
  field.value = "";
  show();
  dialog.showModal();
  field.focus();
  activate(options().find((option) => option.dataset.id === id));
  active?.scrollIntoView({ block: "center" });
}

const options = () => [...list.querySelectorAll('[role="option"]')];

function show() {
  const found = search(symbologies, field.value);
  list.replaceChildren(...byFamily(found).map(group));
  byId("picker-count").textContent = found.length
    ? t("{found} of {all}", { found: found.length, all: symbologies.length })
    : t("Nothing found for this. Try what it is for, or choose one of these:");
  list.hidden = !found.length; // a listbox has options
  showForms(found.length > 0);
  const likely = field.value ? best(found, field.value) : null;
  activate(options().find((option) => option.dataset.id === likely?.id));
}

const USES = ["shop", "warehouse", "pharmacy", "parcel", "letters", "ticket", "phone"];

const searchButton = (word) =>
  build("button", {
    type: "button",
    textContent: t(word),
    onclick: () => {
      field.value = word;
      show();
      field.focus();
    },
  });

// Offers the forms that the searched words belong to, and other words if these find no barcode.
function showForms(isFound) {
  const words = field.value.toLowerCase().split(/\s+/).filter((word) => word.length > 2);
  const matches = ({ id, title }) => `${title} ${t(title)} ${PURPOSE_WORDS[id] ?? ""}`.toLowerCase();
  const found = PURPOSES.filter((purpose) => words.some((word) => matches(purpose).includes(word)));
  byId("picker-forms").hidden = isFound && !found.length;
  byId("picker-forms").replaceChildren(
    ...(isFound ? [] : USES.map(searchButton)),
    ...found.map(({ id, title }) =>
      build("button", {
        type: "button",
        textContent: t("Form: {title}", { title: t(title) }),
        onclick: () => {
          dialog.close();
          choosePurpose(id);
        },
      }),
    ),
  );
}

function group({ title, members }) {
  const id = `family-${title.replace(/\W+/g, "-")}`;
  return build(
    "div",
    { className: "family", role: "group", "aria-labelledby": id },
    build("div", { className: "family-name", id, textContent: title }),
    ...members.map(option),
  );
}

function option(symbology) {
  return build(
    "div",
    {
      className: "symbology",
      id: `option-${symbology.id}`,
      role: "option",
      title: symbology.standard,
      "aria-selected": String(symbology.id === chosen),
      "data-id": symbology.id,
    },
    build("img", { alt: "", loading: "lazy", decoding: "async", src: example(symbology.id) }),
    build(
      "span",
      {},
      build("strong", { textContent: symbology.title }),
      build("small", { textContent: t(use(symbology)) }),
    ),
  );
}

function activate(option) {
  active?.classList.remove("active");
  active = option ?? null;
  active?.classList.add("active");
  active?.scrollIntoView({ block: "nearest" });
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
}

function select(option) {
  dialog.close();
  choose(option.dataset.id);
}

// Returns the option above or below the active one, in the nearest column of the next row.
function vertical(step) {
  const all = options();
  if (!active) return all[step > 0 ? 0 : all.length - 1];
  const here = active.getBoundingClientRect();
  const rows = all
    .map((option) => ({ option, box: option.getBoundingClientRect() }))
    .filter(({ box }) => (step > 0 ? box.top > here.top + 1 : box.top < here.top - 1));
  const distance = ({ box }) => Math.abs(box.top - here.top) * 1000 + Math.abs(box.left - here.left);
  return rows.sort((a, b) => distance(a) - distance(b))[0]?.option ?? active;
}

function horizontal(step) {
  const all = options();
  return all[all.indexOf(active) + step] ?? active;
}

const MOVES = {
  ArrowDown: () => vertical(1),
  ArrowUp: () => vertical(-1),
  ArrowRight: () => horizontal(1),
  ArrowLeft: () => horizontal(-1),
};

field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  // With text in the search field, the sideways arrows move in the text.
  if (event.key in MOVES && !(sideways && field.value)) {
    event.preventDefault();
    activate(MOVES[event.key]());
  } else if (event.key === "Enter" && active) {
    event.preventDefault();
    select(active);
  }
});
list.addEventListener("click", (event) => {
  const option = event.target.closest('[role="option"]');
  if (option) select(option);
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
byId("picker-close").addEventListener("click", () => dialog.close());
