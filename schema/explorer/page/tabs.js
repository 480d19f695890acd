// A row of tabs, moved through with the arrow keys, Home and End.

import { element } from "./elements.js";
import { either, whenSpoken } from "./words.js";

/** Tabs for {key, title}; `chosen(key)` shows what belongs to one. The row may be filled anew. */
export class Tabs {
  #list;
  #panel;
  #chosen;
  #entries = [];
  #tabs = [];

  constructor(list, panel, chosen) {
    this.#list = list;
    this.#panel = panel;
    this.#chosen = chosen;
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.#choose(tab);
    });
    list.addEventListener("keydown", (event) => this.#press(event));
    whenSpoken(() => this.#name());
  }

  /** Lay out one tab for each entry, and choose one of them; the focus stays where it is. */
  fill(entries, key = entries[0].key) {
    this.#entries = entries;
    this.#tabs = entries.map((entry) =>
      element("button", {
        type: "button",
        role: "tab",
        id: `tab-${entry.key}`,
        "aria-controls": this.#panel.id,
        "data-key": entry.key,
      }),
    );
    this.#list.replaceChildren(...this.#tabs);
    this.#name();
    this.#choose(this.#tabs.find((tab) => tab.dataset.key === key), { focus: false });
  }

  #choose(chosen, { focus = true } = {}) {
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    this.#panel.setAttribute("aria-labelledby", chosen.id);
    if (focus) chosen.focus();
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#chosen(chosen.dataset.key);
  }

  #press(event) {
    const next = moved(this.#tabs, this.#tabs.indexOf(document.activeElement), event.key);
    if (!next) return;
    event.preventDefault();
    this.#choose(next);
  }

  #name() {
    this.#tabs.forEach((tab, place) => (tab.textContent = either(this.#entries[place].title)));
  }
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
