// Colours for GraphQL and JSON: one pass of one expression each, painted with text nodes only.

const STRING = String.raw`"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?`;
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;

export const GRAPHQL = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    `(?<string>${STRING})`,
    String.raw`(?<variable>\$\w+)`,
    String.raw`(?<directive>@\w+)`,
    String.raw`(?<keyword>\b(?:query|mutation|subscription|fragment|on|true|false|null)\b)`,
    String.raw`(?<type>\b[A-Z]\w*)`,
    String.raw`(?<name>\b[_a-z]\w*)`,
    `(?<number>${NUMBER})`,
    String.raw`(?<mark>\.\.\.|[{}()[\]:!=|&])`,
  ].join("|"),
  "g",
);

export const JSON_TEXT = new RegExp(
  [
    String.raw`(?<name>"(?:\\.|[^"\\\n])*"(?=\s*:))`,
    `(?<string>${STRING})`,
    String.raw`(?<keyword>\b(?:true|false|null)\b)`,
    `(?<number>${NUMBER})`,
    String.raw`(?<mark>[{}[\]:,])`,
  ].join("|"),
  "g",
);

const LONGEST = 200_000; // beyond this, colours cost more than they help

/** Give the tokens of a text: {kind, text, index}. */
export function* tokens(text, grammar) {
  for (const match of text.matchAll(grammar)) {
    const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    yield { kind, text: match[0], index: match.index };
  }
}

/** Show a text in an element, coloured. */
export function paint(element, text, grammar) {
  if (text.length > LONGEST) {
    element.textContent = text;
    return;
  }
  const painted = document.createDocumentFragment();
  let position = 0;
  for (const token of tokens(text, grammar)) {
    painted.append(text.slice(position, token.index), coloured(token));
    position = token.index + token.text.length;
  }
  painted.append(text.slice(position));
  element.replaceChildren(painted);
}

function coloured({ kind, text }) {
  const span = document.createElement("span");
  span.className = `ink-${kind}`;
  span.textContent = text;
  return span;
}
