// Finds and builds elements. Text is inserted as text: nothing here parses markup.

export const byId = (id) => document.getElementById(id);

// Builds an element. Names with a dash, "role" and "for" become attributes, others properties.
export function build(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// Fills a group with buttons, one of which is pressed. Returns a function that presses one by id.
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
