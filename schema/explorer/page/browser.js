// The schema as pages of links: entry points, types, fields, and a search over all of them.
//
// The page shown is in the address (#/Thread, #/Thread.messages), so that back and forward work.

import { element, find } from "./elements.js";
import { members, readSchema, unwrap } from "./schema.js";
import { whenSpoken, word } from "./words.js";

let schema = null;

/** Bind the pane, and read the schema once it is first looked at. */
export function startBrowsing({ opened }) {
  find("schema-search").addEventListener("input", show);
  addEventListener("hashchange", () => {
    if (!isHere()) return;
    opened();
    find("schema-search").value = "";
    show();
    find("schema-page").querySelector("h3")?.focus({ preventScroll: true });
    find("schema-page").scrollTop = 0;
  });
  whenSpoken(() => schema && show());
  if (isHere()) opened();
}

/** Show the pane's page, asking for the schema the first time. */
export async function browse() {
  if (schema) return;
  say(word("schemaReading"));
  try {
    schema = await readSchema();
    show();
  } catch (error) {
    say(word("schemaUnread", { reason: error.message }));
  }
}

const isHere = () => location.hash.startsWith("#/") || location.hash === "#schema";

function show() {
  if (!schema) return;
  const wanted = find("schema-search").value.trim();
  const [name, member] = location.hash.startsWith("#/") ? location.hash.slice(2).split(".") : [];
  const type = schema.types.get(name);
  say("");
  const page = wanted ? found(wanted) : type ? typePage(type) : overview();
  find("schema-page").replaceChildren(...page);
  if (!wanted && member) find(`field-${member}`)?.scrollIntoView({ block: "center" });
}

function found(wanted) {
  const { entries, total } = schema.search(wanted);
  say(word(total ? "schemaFound" : "schemaNotFound", { total, wanted }));
  return [element("ul", { class: "found" }, entries.map(entry))];
}

function entry({ type, field }) {
  const path = field ? `${type.name}.${field.name}` : type.name;
  const link = element("a", { href: `#/${path}` }, field ? [faint(`${type.name}.`), field.name] : path);
  return element("li", {}, link, described((field ?? type).description, "p", firstSentence));
}

function overview() {
  const roots = schema.roots.map((type) =>
    element("li", {}, typeLink(type.name), described(type.description), count(type)),
  );
  const kinds = schema.byKind.map(([kind, types]) =>
    element(
      "details",
      { open: kind === "OBJECT" },
      element("summary", {}, word(`kind${kind}`), " ", faint(types.length)),
      element("ul", { class: "names" }, types.map((type) => element("li", {}, typeLink(type.name)))),
    ),
  );
  return [
    element("h3", { tabindex: -1 }, word("schemaEntries")),
    described(schema.description),
    element("ul", { class: "roots" }, roots),
    element("h4", {}, word("schemaTypes")),
    ...kinds,
  ].filter(Boolean);
}

function typePage(type) {
  const parts = [
    element("nav", { class: "path" }, element("a", { href: "#schema" }, word("schemaBack"))),
    element("h3", { tabindex: -1 }, type.name, " ", element("small", {}, word(`one${type.kind}`))),
    described(type.description),
    related("schemaImplements", type.interfaces),
    related("schemaPossible", type.possibleTypes),
    element("ul", { class: "fields" }, members(type).map(member)),
    related("schemaUsedBy", users(type)),
  ];
  return parts.filter(Boolean);
}

function member(field) {
  const name = element("strong", { class: field.isDeprecated ? "gone" : undefined }, field.name);
  const given = field.args?.length ? ["(", between(field.args.map(argument), ", "), ")"] : [];
  const type = field.type ? [": ", typeReference(field.type)] : [];
  const standing = field.defaultValue ? ` = ${field.defaultValue}` : null;
  const deprecated = field.isDeprecated
    ? element("p", { class: "deprecated" }, word("schemaDeprecated", { reason: field.deprecationReason }))
    : null;
  return element(
    "li",
    { id: `field-${field.name}` },
    element("code", {}, name, given, type, standing),
    described(field.description),
    deprecated,
    describedArguments(field.args ?? []),
  );
}

function describedArguments(args) {
  const told = args.filter((given) => given.description);
  if (!told.length) return null;
  const pairs = told.flatMap((given) => [
    element("dt", {}, element("code", {}, given.name)),
    element("dd", {}, given.description),
  ]);
  return element("dl", {}, pairs);
}

function argument({ name, type, defaultValue }) {
  const standing = defaultValue ? faint(` = ${defaultValue}`) : "";
  return element("span", { class: "argument" }, `${name}: `, typeReference(type), standing);
}

function typeReference(reference) {
  const [before, name, after] = unwrap(reference);
  return element("span", {}, before, typeLink(name), after);
}

function related(key, types) {
  if (!types?.length) return null;
  const links = between(types.map(({ name }) => typeLink(name)), ", ");
  return element("p", { class: "related" }, `${word(key)} `, links);
}

/** List the types whose fields give this one. */
function users(type) {
  return [...schema.types.values()].filter((other) =>
    members(other).some((field) => field.type && unwrap(field.type)[1] === type.name),
  );
}

const typeLink = (name) => element("a", { href: `#/${name}`, class: "type" }, name);
const faint = (text) => element("span", { class: "faint" }, String(text));
const count = (type) => element("p", { class: "faint" }, word("schemaFields", { total: members(type).length }));
const firstSentence = (text) => text.split(/(?<=\.)\s/)[0];
const between = (parts, mark) => parts.flatMap((part, place) => (place ? [mark, part] : [part]));

function described(text, name = "p", shorten = (whole) => whole) {
  return text ? element(name, { class: "described", lang: "en" }, shorten(text)) : null;
}

function say(text) {
  find("schema-status").textContent = text;
}
