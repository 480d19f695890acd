// GraphQL over HTTP, and what a document is about to do.

import { GRAPHQL, tokens } from "./highlight.js";
import { session } from "./session.js";
import { language } from "./words.js";

const MEDIA = "application/graphql-response+json, application/json;q=0.9";
const KINDS = new Set(["query", "mutation", "subscription"]);

/** Ask the server, and give {status, body, milliseconds, bytes}. */
export async function ask(query, variables = {}, operationName = null) {
  const began = performance.now();
  const response = await fetch("/graphql", {
    method: "POST",
    credentials: "omit", // the session travels in its header: nothing to forge from elsewhere
    headers: {
      Accept: MEDIA,
      "Accept-Language": language(),
      "Content-Type": "application/json",
      ...session.headers(),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - began);
  return { status: response.status, body: read(text), milliseconds, bytes: text.length };
}

/** Give the data of an answer, or fail with its first error. */
export async function data(query, variables) {
  const { body, status } = await ask(query, variables);
  if (body?.data) return body.data;
  throw new Error(body?.errors?.[0]?.message ?? `HTTP ${status}`);
}

/** Make a key that no other request has. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Find the operation that the caret is in, as {kind, name}; the first when it is in none. */
export function operationAt(document, caret = 0) {
  const found = operations(document);
  return found.findLast((operation) => operation.start <= caret) ?? found[0] ?? null;
}

/** List the operations of a document: {kind, name, start, variables}. */
export function operations(document) {
  const found = [];
  let depth = 0;
  let last = null;
  for (const { kind, text, index } of tokens(document, GRAPHQL)) {
    if (kind === "comment" || kind === "string") continue;
    if (depth === 0 && KINDS.has(text)) {
      found.push({ kind: text, name: null, start: index, variables: new Set() });
    } else if (depth === 0 && text === "{" && last === null) {
      found.push({ kind: "query", name: null, start: index, variables: new Set() });
    } else if (depth === 0 && KINDS.has(last) && (kind === "name" || kind === "type")) {
      found.at(-1).name = text;
    } else if (kind === "variable" && found.length) {
      found.at(-1).variables.add(text.slice(1));
    }
    if (text === "{") depth += 1;
    if (text === "}") depth -= 1;
    last = depth === 0 && text === "}" ? null : text;
  }
  return found;
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
