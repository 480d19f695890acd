// The two languages of the pages.
//
// French stands in the HTML itself and is read from there; English is in english.js. Texts that
// scripts say are pairs in spoken.js. The choice is kept in this browser.

import { english } from "./english.js";
import { spoken } from "./spoken.js";

const KEY = "communs.language";
const french = new WeakMap(); // what each element said before it was first translated
const listeners = new Set();

let current = remembered() ?? preferred();

export const language = () => current;

/** Give a text of the scripts, with its {holes} filled. */
export function word(key, values = {}) {
  const text = spoken[key]?.[current] ?? spoken[key]?.fr ?? key;
  return typeset(text).replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

/** Choose of a {fr, en} pair what the reader reads. */
export const either = (pair) => typeset(pair[current] ?? pair.fr);

/** Run now, and again whenever the language changes. */
export function whenSpoken(listener) {
  listeners.add(listener);
  listener(current);
}

/** Bind the language switch, and speak the chosen language. */
export function startSpeaking() {
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  speak(current, { keep: false });
}

function speak(chosen, { keep = true } = {}) {
  current = chosen;
  if (keep) remember(chosen);
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-word]")) translate(element);
  for (const element of document.querySelectorAll("[data-word-label]")) label(element);
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  for (const listener of listeners) listener(chosen);
}

function translate(element) {
  if (!french.has(element)) french.set(element, element.textContent);
  const text = current === "fr" ? french.get(element) : english[element.dataset.word];
  element.textContent = typeset(text ?? french.get(element));
}

function label(element) {
  element.dataset.french ??= element.getAttribute("aria-label");
  const text = current === "fr" ? element.dataset.french : english[element.dataset.wordLabel];
  element.setAttribute("aria-label", text ?? element.dataset.french);
}

/** Keep French double punctuation on the line of its word. */
function typeset(text) {
  if (current !== "fr") return text;
  return text.replace(/ ([;:!?»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
}

function preferred() {
  const wanted = navigator.languages ?? [navigator.language];
  return wanted.map((name) => name.slice(0, 2)).find((name) => name in { fr: 1, en: 1 }) ?? "fr";
}

function remembered() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "fr" || kept === "en" ? kept : null;
  } catch {
    return null; // a browser may forbid storage: then the choice lasts as long as the page
  }
}

function remember(chosen) {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // as above
  }
}
