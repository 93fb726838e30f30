// Finds and builds elements. Text goes in as text: nothing here ever parses markup.

export const byId = (id) => document.getElementById(id);

// Build an element. Properties are set as such; names with a dash, "role" and "for" as attributes.
export function build(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// Fill a group with buttons of which one is pressed; returns a function that presses one by id.
export function choices(group, items, choose) {
  const buttons = new Map(
    items.map(({ id, label }) => [
      id,
      build("button", { type: "button", textContent: label, onclick: () => choose(id) }),
    ]),
  );
  group.replaceChildren(...buttons.values());
  return (chosen) => {
    for (const [id, button] of buttons) button.setAttribute("aria-pressed", String(id === chosen));
  };
}
