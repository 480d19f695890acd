// The explorer: its parts, put together.

import { LivePane, showAnswer, showFailure, showWaiting } from "./answers.js";
import { browse, startBrowsing } from "./browser.js";
import { DOCUMENTS, FAMILIES } from "./documents.js";
import { Editor } from "./editor.js";
import { find } from "./elements.js";
import { GRAPHQL, JSON_TEXT } from "./highlight.js";
import { whatToShow } from "./showing.js";
import { startSignIn } from "./signin.js";
import { Tabs } from "./tabs.js";
import { ask, newKey, operationAt } from "./transport.js";
import { readVariables } from "./variables.js";
import { either, startSpeaking, whenSpoken, word } from "./words.js";

const sheets = new Map(DOCUMENTS.map((ready) => [ready.key, { ready, ...fresh(ready, {}) }]));
const last = new Map(); // of each family, the document that was looked at last
let family = null;
let sheet = null;
let found = null; // until the server has told what there is

const editor = new Editor(find("document"), GRAPHQL, {
  onRun: run,
  onChange: (text) => (sheet.text = text),
});
const variables = new Editor(find("variables"), JSON_TEXT, {
  onRun: run,
  onChange: (text) => {
    sheet.variables = text;
    sheet.isTouched = true;
    complain("");
  },
});
const pane = new LivePane();

function fresh(ready, about) {
  const given = ready.variables(about);
  const filled = JSON.stringify(given, null, 2);
  return { text: ready.text, variables: filled, lacks: lacks(given), isTouched: false };
}

/** Whether something could not be filled. */
function lacks(given) {
  return given === null || (typeof given === "object" && Object.values(given).some(lacks));
}

function showFamily(key) {
  family = FAMILIES.find((each) => each.key === key);
  documents.fill(family.documents, last.get(key));
}

function show(key) {
  sheet = sheets.get(key);
  last.set(family.key, key);
  editor.text = sheet.text;
  variables.text = sheet.variables;
  find("caption").textContent = either(sheet.ready.caption);
  complain("");
  tellWhatLacks();
}

function tellWhatLacks() {
  if (found && !sheet.isTouched) complain(sheet.lacks ? word("nothingToShow") : "");
}

let filling = 0; // how often it was asked what there is to show: only the last answer counts

/** Fill the variables that nobody has edited with what this visitor can see. */
async function fill() {
  const turn = ++filling;
  find("variables-text").setAttribute("aria-busy", "true");
  try {
    const shown = await whatToShow();
    if (turn !== filling) return; // somebody has signed in or out meanwhile
    found = shown;
    fillSheets();
  } catch (error) {
    if (turn === filling) showFailure(word("unfilled", { reason: error.message }));
  }
  if (turn === filling) find("variables-text").setAttribute("aria-busy", "false");
}

function fillSheets() {
  for (const each of sheets.values()) {
    if (each.isTouched) continue;
    const { variables: filled, lacks: incomplete } = fresh(each.ready, found);
    Object.assign(each, { variables: filled, lacks: incomplete });
  }
  variables.text = sheet.variables;
  tellWhatLacks();
}

function reset() {
  Object.assign(sheet, fresh(sheet.ready, found ?? {}));
  show(sheet.ready.key);
  editor.focus();
}

async function run() {
  const operation = operationAt(editor.text, editor.caret);
  const { given, problem } = readVariables(variables.text);
  complain(problem ?? "");
  if (problem) {
    variables.focus();
    return;
  }
  const asked = { query: editor.text, variables: given, operationName: operation?.name ?? null };
  if (operation?.kind === "subscription") {
    pane.start({ ...asked, resumes: operation.variables.has("after") });
    reveal("live");
  } else {
    await question(asked);
    reveal("answers");
  }
}

async function question({ query, variables: given, operationName }) {
  const running = sheet;
  showWaiting();
  try {
    const answer = await ask(query, given, operationName);
    showAnswer(answer);
    if (succeeded(answer.body)) renewKey(running, given);
  } catch (error) {
    showFailure(word("unreachable", { reason: error.message }));
  }
}

const succeeded = (body) =>
  Boolean(body?.data) && Object.values(body.data).every((field) => !field?.errors?.length);

/** Change the key of a mutation that was done, so that running it again does it again. */
function renewKey(done, given) {
  if (!given.input?.idempotencyKey) return;
  const input = { ...given.input, idempotencyKey: newKey() };
  done.variables = JSON.stringify({ ...given, input }, null, 2);
  if (done === sheet) variables.text = done.variables;
}

function complain(text) {
  find("variables-problem").textContent = text;
  variables.isWrong = Boolean(text);
}

/** Bring a pane into sight where it lies below the editor. */
function reveal(id) {
  if (matchMedia("(min-width: 62rem)").matches) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  find(id).scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
}

function showSchema(open) {
  find("schema").hidden = !open;
  find("workspace").classList.toggle("with-schema", open);
  find("schema-toggle").setAttribute("aria-expanded", String(open));
  if (open) browse();
}

const documents = new Tabs(find("tabs"), find("sheet"), show);
new Tabs(find("families"), find("family"), showFamily).fill(FAMILIES);
whenSpoken(() => {
  find("caption").textContent = either(sheet.ready.caption);
  tellWhatLacks();
});
startBrowsing({
  opened: () => {
    showSchema(true);
    reveal("schema");
  },
});
find("run").addEventListener("click", run);
find("reset").addEventListener("click", reset);
find("schema-toggle").addEventListener("click", () => {
  showSchema(find("schema").hidden);
  if (!find("schema").hidden) find("schema-search").focus();
});
startSpeaking();
if (matchMedia("(min-width: 90rem)").matches) showSchema(true);
await startSignIn({ changed: fill });
await fill();
