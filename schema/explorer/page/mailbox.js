// The demo's mailbox: fetched when the page opens, and whenever somebody looks again.

import { element, find } from "./elements.js";
import { startSpeaking, word } from "./words.js";

function letter({ id, to, subject, at, text }) {
  return element(
    "details",
    {},
    element("summary", {}, element("b", {}, subject), element("span", {}, to), element("span", {}, moment(at))),
    element("pre", { class: "said" }, text),
    element("p", {}, element("a", { href: `/mailbox/${id}.html` }, word("asHtml"))),
  );
}

function moment(at) {
  return new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(at));
}

async function look() {
  try {
    const { letters } = await (await fetch("/mailbox/letters.json")).json();
    find("letters").replaceChildren(...letters.map(letter));
    find("state").textContent = word("letterCount", { count: letters.length });
  } catch {
    find("state").textContent = word("unreachable");
  }
}

find("again").addEventListener("click", look);
startSpeaking();
look();
