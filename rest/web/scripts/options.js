// Fields for the options of a symbology, made of its JSON Schema: an option that the server gains
// tomorrow stands here tomorrow.

import { build, byId } from "./dom.js";
import { field } from "./fields.js";

// Where an option stands and how it is called here; one unknown to this table goes to the first
// group under its own name.
const GROUPS = [
  { title: "This barcode", names: [] },
  { title: "Size", names: ["width", "height", "scale", "module_width", "module_height", "quiet_zone", "dpi", "rotate"] },
  { title: "Text", names: ["show_text", "text_content", "center_text", "font_size", "text_distance"] },
  { title: "Colours", names: ["foreground", "background", "light_on_dark"] },
  { title: "Check", names: ["verify"] },
];

const LABELS = {
  width: ["Width", "px"],
  height: ["Height", "px"],
  scale: ["Module", "px"],
  module_width: ["Narrowest bar", "mm"],
  module_height: ["Bar height", "mm"],
  quiet_zone: ["Quiet zone", "mm"],
  dpi: ["Resolution", "dpi"],
  rotate: ["Turn", "°"],
  show_text: ["Show text"],
  text_content: ["Text"],
  center_text: ["Centre the text"],
  font_size: ["Text size", "pt"],
  text_distance: ["Gap to the text", "mm"],
  foreground: ["Bars"],
  background: ["Background"],
  light_on_dark: ["Allow light on dark"],
  add_checksum: ["Add a check character"],
  no_checksum: ["Leave the check character out"],
  guardbar: ["Guard bars"],
  ecc: ["Error correction"],
  addon: ["Add-on"],
  verify: ["Read it back"],
};

const ELSEWHERE = new Set(["data", "format", "image_format"]);

function label(name) {
  const [text, unit] = LABELS[name] ?? [];
  return { text: text ?? name[0].toUpperCase() + name.slice(1).replaceAll("_", " "), unit };
}

// Show the fields of *schema* with *values* in them; call *change(name, value)* for each edit, where
// an empty value means: as the server would have it.
export function show(schema, values, change) {
  const names = Object.keys(schema.properties).filter((name) => !ELSEWHERE.has(name));
  const placed = new Set(GROUPS.flatMap((group) => group.names));
  const own = names.filter((name) => !placed.has(name));
  const open = new Set([...byId("options").querySelectorAll("details[open]")].map((each) => each.id));
  const groups = GROUPS.map(({ title, names: known }) => ({
    title,
    names: title === GROUPS[0].title ? own : known.filter((name) => names.includes(name)),
  })).filter((group) => group.names.length);
  byId("options").replaceChildren(
    ...groups.map(({ title, names: members }, at) => {
      const id = `options-${title.replace(/\W+/g, "-").toLowerCase()}`;
      const set = members.filter((name) => values[name] !== undefined).length;
      return build(
        "details",
        { id, open: open.size ? open.has(id) : at === 0 || set > 0 },
        build("summary", {}, title, build("span", { className: "count", textContent: set ? `${set} set` : "" })),
        build("div", { className: "option-grid" }, ...members.map((name) => option(name, schema.properties[name], values, change))),
      );
    }),
  );
}

const option = (name, property, values, change) =>
  field({
    id: `option-${name}`,
    name,
    ...label(name),
    property,
    value: values[name] ?? "",
    change(value) {
      change(name, value);
      count(byId(`option-${name}`).closest("details"));
    },
  });

function count(details) {
  const set = [...details.querySelectorAll("[data-option]")].filter((input) => input.value !== "").length;
  details.querySelector(".count").textContent = set ? `${set} set` : "";
}
