// Fields for the options of a symbology, built from its JSON Schema: a new option of the server
// appears here without a change of the page.

import { build, byId, choices } from "./dom.js";
import { field } from "./fields.js";
import { t } from "./language.js";
import * as units from "./units.js";

// Groups and labels of the options. An option unknown to these tables appears in the first group under
// its own name.
const GROUPS = [
  { id: "this-barcode", title: "This barcode", names: [] },
  { id: "style", title: "Style", names: ["module_style", "finder_style", "gradient", "gradient_direction", "logo", "logo_size", "frame_text"] },
  { id: "size", title: "Size", names: ["width", "height", "scale", "module_width", "module_height", "bar_width_reduction", "quiet_zone", "dpi", "rotate"] },
  { id: "text", title: "Text", names: ["show_text", "text_content", "text_position", "wrap_text", "center_text", "font_size", "text_distance"] },
  { id: "colours", title: "Colours", names: ["foreground", "background", "light_on_dark"] },
  {
    id: "advanced",
    title: "Advanced",
    names: ["verify", "mode", "mask", "charset", "eci", "data_encoding", "escapes", "swiss_cross", "structured_append_index", "structured_append_count", "structured_append_id"],
  },
];

const LABELS = {
  width: ["Width"],
  height: ["Height"],
  scale: ["Narrowest bar or square"],
  module_width: ["Narrowest bar or square"],
  module_height: ["Height of the bars"],
  bar_width_reduction: ["Narrow the bars by", "mm"],
  quiet_zone: ["White margin"],
  dpi: ["Resolution", "dpi"],
  rotate: ["Rotation", "°"],
  show_text: ["Show text"],
  text_content: ["Other text"],
  text_position: ["Place of the text"],
  wrap_text: ["Break the text into lines"],
  center_text: ["Centre the text"],
  font_size: ["Text size", "pt"],
  text_distance: ["Gap to the text"],
  foreground: ["Bars"],
  background: ["Background"],
  light_on_dark: ["Allow light on dark"],
  module_style: ["Squares"],
  finder_style: ["Corners"],
  gradient: ["Second colour"],
  gradient_direction: ["Direction of the colours"],
  logo: ["Logo"],
  logo_size: ["Size of the logo", "%"],
  frame_text: ["Call to action"],
  add_checksum: ["Add a check character"],
  no_checksum: ["Omit the check character"],
  guardbar: ["Long bars at the ends"],
  light_margin_mark: ["Marks of the white margin"],
  bearer_bars: ["Bars above and below"],
  wide_to_narrow_ratio: ["Wide bars, in narrow ones"],
  swiss_cross: ["Swiss cross"],
  ecc: ["Damage it survives"],
  addon: ["Add-on digits"],
  verify: ["Read the finished picture too"],
  escapes: ["Backslash writes control characters"],
  charset: ["Character set"],
  eci: ["Announce the character set"],
  data_encoding: ["The data is bytes in"],
  symbol_size: ["Grid size"],
  mask: ["Mask pattern"],
  mode: ["Mode"],
  segments: ["Characters in a row"],
  symbol_columns: ["Columns of the symbol"],
  symbol_rows: ["Rows of the symbol"],
  composite_version: ["Kind of the 2D part"],
  structured_append_index: ["Number in a message of several"],
  structured_append_count: ["Symbols of that message"],
  structured_append_id: ["What these symbols share"],
};

// Hints for people; the server's are for programs.
const HINTS = {
  width: "Empty: as wide as it needs to be.",
  height: "Empty: as high as it needs to be.",
  scale: "Wider bars are read from farther away.",
  module_width: "Wider bars are read from farther away.",
  module_height: "Higher bars are easier to scan.",
  bar_width_reduction: "For ink that spreads in print.",
  quiet_zone: "Empty space around the barcode, never less than its standard requires.",
  dpi: "Dots per inch of your printer.",
  rotate: "Turns the finished picture clockwise.",
  text_content: "Printed in place of the data.",
  text_position: "Below the bars, or above them.",
  wrap_text: "A long text gets several lines, not smaller letters.",
  center_text: "If not, the text begins at the first bar.",
  font_size: "Empty: 10, or less for a long text.",
  text_distance: "Between the bars and the text.",
  foreground: "A name such as navy, or a code such as #003366.",
  background: "White is read best; transparent works too.",
  light_on_dark: "Many scanners can't read light bars on a dark background.",
  module_style: "The look of the small squares.",
  finder_style: "The look of the three large squares.",
  gradient: "The squares change from the first colour to this one.",
  gradient_direction: "The way in which the colours change.",
  logo: "A picture for the middle. Error correction restores the squares below it.",
  logo_size: "Of the width of the code.",
  frame_text: "In a frame around the code, such as SCAN ME.",
  ecc: "A higher level survives more dirt and scratches, and needs more space.",
  symbol_size: "Auto is the smallest that holds the data.",
  verify: "Reads the finished picture again, with its text and colours.",
};

const ELSEWHERE = new Set(["data", "format", "image_format", "content", "content_fields"]);

export const control = (name) => byId("options").querySelector(`[data-option="${CSS.escape(name)}"]`);

function label(name) {
  const [text, unit] = LABELS[name] ?? [];
  const own = name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");
  return { text: t(text ?? own), unit: units.isLength(name) ? units.current() : unit };
}

// Shows the fields of *schema* with *values*. Each edit calls *change(name, value)*; an empty value
// stands for the server's default.
export function show(schema, values, change) {
  const names = Object.keys(schema.properties).filter((name) => !ELSEWHERE.has(name) && units.isOffered(name, values));
  const placed = new Set(GROUPS.flatMap((group) => group.names));
  const own = names.filter((name) => !placed.has(name));
  const open = new Set([...byId("options").querySelectorAll("details[open]")].map((each) => each.id));
  const groups = GROUPS.map(({ id, title, names: known }) => ({
    id: `options-${id}`,
    title,
    names: id === GROUPS[0].id ? own : known.filter((name) => names.includes(name)),
  })).filter((group) => group.names.length);
  const refresh = () => show(schema, values, change);
  byId("options").replaceChildren(
    ...groups.map(({ id, title, names: members }) => {
      const set = members.filter((name) => values[name] !== undefined).length;
      return build(
        "details",
        { id, open: open.has(id) || (!open.size && set > 0) },
        build("summary", {}, t(title), build("span", { className: "count", textContent: set ? t("{count} set", { count: set }) : "" })),
        ...(id === "options-size" ? [unitChoice(values, change, refresh)] : []),
        build("div", { className: "option-grid" }, ...members.map((name) => option(name, schema.properties[name], values, change))),
      );
    }),
  );
}

function unitChoice(values, change, refresh) {
  const group = build("div", { className: "chips units", role: "group", "aria-label": t("Sizes in") });
  const press = choices(group, units.UNITS.map((id) => ({ id, label: id })), (id) => {
    for (const [name, value] of Object.entries(units.choose(id, values))) change(name, value);
    refresh();
    byId("options").querySelector(".units [aria-pressed=true]").focus();
  });
  press(units.current());
  return group;
}

function option(name, property, values, change) {
  const isLength = units.isLength(name);
  return field({
    id: `option-${name}`,
    name,
    ...label(name),
    property: { ...property, description: HINTS[name] ?? property.description, ...(isLength ? { type: "number", default: undefined } : {}) },
    value: (isLength ? units.shown(name, values) : values[name]) ?? "",
    change(value) {
      if (isLength) {
        for (const [each, converted] of Object.entries(units.typed(name, value, values))) change(each, converted);
        const dpi = control("dpi");
        if (dpi && dpi !== document.activeElement) dpi.value = values.dpi ?? "";
      } else {
        change(name, value);
        if (name === "dpi") for (const [each, converted] of Object.entries(units.converted(values))) change(each, converted);
      }
      count(control(name).closest("details"));
    },
  });
}

function count(details) {
  const set = [...details.querySelectorAll("[data-option]")].filter((input) => input.value !== "").length;
  details.querySelector(".count").textContent = set ? t("{count} set", { count: set }) : "";
}
