// A text area with line numbers and colours.
//
// The text area lies over a painted copy of its own text: what one reads is the copy, what one
// edits is the area, so that selection, undo, dictation and assistive tools stay the browser's.
// Tab indents; Escape lets the next Tab leave, so that the keyboard is never trapped.

import { paint } from "./highlight.js";

const INDENT = "  ";

export class Editor {
  #area;
  #copy;
  #gutter;
  #grammar;
  #leaving = false;

  constructor(root, grammar, { onRun, onChange = () => {} }) {
    this.#area = root.querySelector("textarea");
    this.#copy = root.querySelector(".copy");
    this.#gutter = root.querySelector(".gutter");
    this.#grammar = grammar;
    this.#area.addEventListener("input", () => {
      this.#show();
      onChange(this.text);
    });
    this.#area.addEventListener("keydown", (event) => this.#press(event, onRun));
    this.#area.addEventListener("blur", () => (this.#leaving = false));
    this.#show();
  }

  get text() {
    return this.#area.value;
  }

  set text(text) {
    this.#area.value = text;
    this.#show();
  }

  get caret() {
    return this.#area.selectionStart;
  }

  /** Mark the text as wrong, or as right again. */
  set isWrong(wrong) {
    this.#area.setAttribute("aria-invalid", String(wrong));
  }

  focus() {
    this.#area.focus();
  }

  #show() {
    paint(this.#copy, this.text, this.#grammar);
    this.#copy.append("\n"); // a last empty line has no height without it
    const lines = this.text.split("\n").length;
    this.#gutter.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n");
  }

  #press(event, onRun) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === "Escape") {
      this.#leaving = true;
    } else if (event.key === "Tab" && !this.#leaving) {
      event.preventDefault();
      if (event.shiftKey) this.#outdent();
      else this.#insert(INDENT);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.#insert("\n" + this.#line().match(/^ */)[0]);
    } else if (event.key !== "Tab" && event.key !== "Shift") {
      this.#leaving = false;
    }
  }

  #line() {
    const before = this.text.slice(0, this.caret);
    return before.slice(before.lastIndexOf("\n") + 1);
  }

  #outdent() {
    const start = this.caret - this.#line().length;
    const spaces = this.text.slice(start).match(/^ {0,2}/)[0].length;
    if (!spaces) return;
    const caret = Math.max(start, this.caret - spaces);
    this.#area.setSelectionRange(start, start + spaces);
    this.#insert("");
    this.#area.setSelectionRange(caret, caret);
  }

  #insert(text) {
    // the old command is the only way to write that the browser's own undo remembers
    const command = text ? "insertText" : "delete";
    if (document.execCommand(command, false, text)) return;
    const { selectionStart, selectionEnd } = this.#area;
    this.#area.setRangeText(text, selectionStart, selectionEnd, "end");
    this.#area.dispatchEvent(new Event("input"));
  }
}
