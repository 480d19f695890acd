// The explorer: its parts, put together.

import { LivePane, showAnswer, showFailure, showWaiting } from "./answers.js";
import { browse, startBrowsing } from "./browser.js";
import { DOCUMENTS, newKey, whatToShow } from "./documents.js";
import { Editor } from "./editor.js";
import { find } from "./elements.js";
import { GRAPHQL, JSON_TEXT } from "./highlight.js";
import { startSignIn } from "./signin.js";
import { startTabs } from "./tabs.js";
import { ask, operationAt } from "./transport.js";
import { readVariables } from "./variables.js";
import { either, startSpeaking, whenSpoken, word } from "./words.js";

const sheets = new Map(DOCUMENTS.map((ready) => [ready.key, { ready, ...fresh(ready, {}) }]));
let sheet = null;
let found = {};

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
  const filled = JSON.stringify(ready.variables(about), null, 2);
  return { text: ready.text, variables: filled, isTouched: false };
}

function show(key) {
  sheet = sheets.get(key);
  editor.text = sheet.text;
  variables.text = sheet.variables;
  find("caption").textContent = either(sheet.ready.caption);
  complain("");
}

/** Fill the variables that nobody has edited with what this visitor can see. */
async function fill() {
  try {
    found = await whatToShow();
  } catch (error) {
    showFailure(word("unfilled", { reason: error.message }));
    return;
  }
  for (const each of sheets.values()) {
    if (!each.isTouched) each.variables = fresh(each.ready, found).variables;
  }
  variables.text = sheet.variables;
  if (!found.event) showFailure(word("nothingToShow"));
}

function reset() {
  Object.assign(sheet, fresh(sheet.ready, found));
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

startTabs(find("tabs"), find("sheet"), DOCUMENTS, show);
whenSpoken(() => (find("caption").textContent = either(sheet.ready.caption)));
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
