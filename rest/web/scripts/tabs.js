// The tabs: one panel is visible, and arrow keys move between tabs (WAI-ARIA tabs pattern).

const tabs = [...document.querySelectorAll('[role="tab"]')];
const nameOf = (tab) => tab.getAttribute("aria-controls");

export const names = tabs.map(nameOf);

export function show(name) {
  for (const tab of tabs) {
    const chosen = nameOf(tab) === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    document.getElementById(nameOf(tab)).hidden = !chosen;
  }
}

export function listen(choose) {
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(nameOf(tab)));
    tab.addEventListener("keydown", (event) => {
      const target = neighbour(tab, event.key);
      if (!target) return;
      event.preventDefault();
      target.focus();
      choose(nameOf(target));
    });
  }
}

function neighbour(tab, key) {
  const at = tabs.indexOf(tab);
  if (key === "ArrowRight") return tabs[(at + 1) % tabs.length];
  if (key === "ArrowLeft") return tabs[(at + tabs.length - 1) % tabs.length];
  if (key === "Home") return tabs[0];
  if (key === "End") return tabs.at(-1);
  return null;
}
