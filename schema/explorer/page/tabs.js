// A row of tabs, moved through with the arrow keys, Home and End.

import { element } from "./elements.js";
import { either, whenSpoken } from "./words.js";

/** Fill a tab list with one tab for each {key, title}; `chosen(key)` shows what belongs to it. */
export function startTabs(list, panel, entries, chosen) {
  const tabs = entries.map(({ key }) =>
    element("button", {
      type: "button",
      role: "tab",
      id: `tab-${key}`,
      "aria-controls": panel.id,
      "data-key": key,
    }),
  );
  const choose = (tab, { focus = true } = {}) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", tab.id);
    if (focus) tab.focus();
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    chosen(tab.dataset.key);
  };
  list.append(...tabs);
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const next = moved(tabs, tabs.indexOf(document.activeElement), event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
  });
  whenSpoken(() => {
    tabs.forEach((tab, place) => (tab.textContent = either(entries[place].title)));
  });
  choose(tabs[0], { focus: false });
}

function moved(tabs, place, key) {
  const last = tabs.length - 1;
  return {
    ArrowRight: tabs[place === last ? 0 : place + 1],
    ArrowLeft: tabs[place === 0 ? last : place - 1],
    Home: tabs[0],
    End: tabs[last],
  }[key];
}
