// The variables: JSON that one writes by hand, read with a word on where it breaks.
//
// Browsers tell that in three different ways, or not at all; so the place is found here.

import { word } from "./words.js";

const TOKEN = /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Give {given}, or {problem} in words. */
export function readVariables(text) {
  if (!text.trim()) return { given: {} };
  try {
    const given = JSON.parse(text);
    const isObject = given !== null && typeof given === "object" && !Array.isArray(given);
    return isObject ? { given } : { problem: word("variablesNotObject") };
  } catch {
    return { problem: word("variablesNotJson", { where: told(text) }) };
  }
}

function told(text) {
  const index = new Reading(text).end();
  if (index >= text.trimEnd().length) return word("endPlace");
  const before = text.slice(0, index).split("\n");
  return word("linePlace", { line: before.length, column: before.at(-1).length + 1 });
}

/** A reading of JSON that goes as far as it can. */
class Reading {
  #text;
  #next = null; // the token ahead, null where there is none
  #start = 0; // where it begins
  #after = 0; // where it ends

  constructor(text) {
    this.#text = text;
    this.#advance();
  }

  /** Give the index up to which the text is JSON. */
  end() {
    this.#value();
    return this.#start;
  }

  #advance() {
    const space = this.#text.slice(this.#after).match(/^\s*/)[0].length;
    this.#start = this.#after + space;
    TOKEN.lastIndex = this.#start;
    this.#next = TOKEN.exec(this.#text)?.[0] ?? null;
    this.#after = this.#start + (this.#next?.length ?? 0);
    return true;
  }

  #value() {
    if (this.#next === "{") return this.#list("}", () => this.#pair());
    if (this.#next === "[") return this.#list("]", () => this.#value());
    return this.#next !== null && !/^[}\],:]/.test(this.#next) && this.#advance();
  }

  #pair() {
    return this.#next?.startsWith('"') && this.#advance() && this.#take(":") && this.#value();
  }

  #list(closing, part) {
    this.#advance();
    if (this.#take(closing)) return true;
    do if (!part()) return false;
    while (this.#take(","));
    return this.#take(closing);
  }

  #take(mark) {
    return this.#next === mark && this.#advance();
  }
}
