// What the server said: one answer at a time, and beneath it the events that arrive live.

import { element, find } from "./elements.js";
import { JSON_TEXT, paint } from "./highlight.js";
import { Live } from "./live.js";
import { session } from "./session.js";
import { language, whenSpoken, word } from "./words.js";

const MOST_EVENTS = 200; // kept on the page
const TUNNEL = 4_000; // ms of the cut that one can try
const MENTION = /@\[([^\]]+)\]\([^)]*\)/g;

/** Show that the server is being asked. */
export function showWaiting() {
  find("answer").setAttribute("aria-busy", "true");
  find("answer-status").textContent = word("asking");
}

/** Show one answer: {status, body, milliseconds, bytes}. */
export function showAnswer({ status, body, milliseconds, bytes }) {
  const wrong = status >= 400 || Boolean(body?.errors?.length);
  const size = new Intl.NumberFormat(language()).format(bytes);
  const told = word(wrong ? "answeredWrong" : "answered", { status, milliseconds, size });
  settle(told, wrong, typeof body === "string" ? body : JSON.stringify(body, null, 2));
}

/** Show why nothing could be asked. */
export function showFailure(reason) {
  settle(reason, true, "");
}

function settle(told, wrong, text) {
  find("answer").removeAttribute("aria-busy");
  delete find("answer-status").dataset.word; // no longer the text that the page came with
  find("answer-status").textContent = told;
  find("answer-status").classList.toggle("wrong", wrong);
  paint(find("answer"), text, JSON_TEXT);
}

/** The live pane: one subscription, its state in words, and its events. */
export class LivePane {
  #live = new Live({ payload: session.payload, tell: (what) => this.#hear(what) });
  #state = ["liveOff", {}];
  #count = 0;

  constructor() {
    find("live-stop").addEventListener("click", () => this.stop());
    find("live-cut").addEventListener("click", () => this.#live.cut(TUNNEL));
    find("live-clear").addEventListener("click", () => this.#clear());
    session.whenChanged(() => this.#live.isOn && this.stop());
    whenSpoken(() => this.#showState());
  }

  start(asked) {
    this.#clear();
    this.#live.start(asked);
  }

  stop() {
    this.#live.stop();
    this.#say("liveOff");
  }

  #hear({ state, result, event, end, ...values }) {
    if (state) this.#say(`live-${state}`, values);
    if (result) this.#show(result, event);
    if (end?.errors) this.#show({ errors: end.errors });
    if (end) this.#say(end.code ? "liveRefused" : "liveEnded", end);
  }

  #show(result, event) {
    const list = find("live-events");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const code = element("pre", {});
    paint(code, JSON.stringify(result, null, 2), JSON_TEXT);
    const time = new Date().toLocaleTimeString(language());
    const summary = element("summary", {}, element("time", {}, time), " ", ...told(result, event));
    const details = element("details", { open: !event }, summary, code);
    list.append(element("li", { class: result.errors ? "wrong" : undefined }, details));
    while (list.children.length > MOST_EVENTS) list.firstElementChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
    this.#count += 1;
    this.#showState();
  }

  #clear() {
    find("live-events").replaceChildren();
    this.#count = 0;
    this.#showState();
  }

  #say(key, values = {}) {
    this.#state = [key, values];
    this.#showState();
  }

  #showState() {
    const [key, values] = this.#state;
    find("live-state").textContent = word(key, values);
    find("live-state").dataset.state = key;
    find("live-count").textContent = this.#count ? word("liveCount", { count: this.#count }) : "";
    find("live-stop").hidden = find("live-cut").hidden = !this.#live.isOn;
    find("live-clear").hidden = !this.#count;
  }
}

/** Say an event in a line, as far as its shape is known. */
function told(result, event) {
  if (!event) return [element("b", {}, result.errors?.[0]?.message ?? word("liveEvent"))];
  const { __typename: name, by, message, reaction, poll } = event;
  const who = by?.name ?? message?.author?.name;
  const where = message?.number && `n°\u00a0${message.number}`;
  const said = message?.body?.replace(MENTION, "@$1") || poll?.title;
  return [
    element("b", {}, name ?? word("liveEvent")),
    ` ${[who, where].filter(Boolean).join(", ")} `,
    reaction ?? (said ? element("q", { lang: "fr" }, said) : ""),
  ];
}
