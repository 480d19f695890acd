// The schema, asked once from the server and made easy to walk and to search.

import { data } from "./transport.js";

const KINDS = ["OBJECT", "INTERFACE", "UNION", "INPUT_OBJECT", "ENUM", "SCALAR", "WRAPPING"];
const WRAPPING = /(Connection|Edge|Payload)$/; // what stands around the things themselves
const MOST_FOUND = 60;

const INTROSPECTION = `query Schema {
  __schema {
    description
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason type { ...named }
        args { ...given }
      }
      inputFields { ...given }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      interfaces { name } possibleTypes { name }
    }
  }
}
fragment given on __InputValue { name description defaultValue type { ...named } }
fragment named on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name } } } } }
}`;

/** Ask the server for its schema. */
export async function readSchema() {
  return new Schema((await data(INTROSPECTION)).__schema);
}

class Schema {
  constructor(read) {
    this.description = read.description;
    this.types = new Map(read.types.map((type) => [type.name, type]));
    this.roots = ["queryType", "mutationType", "subscriptionType"]
      .map((root) => this.types.get(read[root]?.name))
      .filter(Boolean);
  }

  /** List [kind, types] for all but the roots and introspection's own types. */
  get byKind() {
    const shown = [...this.types.values()]
      .filter((type) => !type.name.startsWith("__") && !this.roots.includes(type))
      .sort((one, other) => one.name.localeCompare(other.name));
    return KINDS.map((kind) => [kind, shown.filter((type) => shelf(type) === kind)]).filter(
      ([, types]) => types.length,
    );
  }

  /** Find types and fields by name first, then by description: {type, field}. */
  search(wanted) {
    const needle = wanted.trim().toLowerCase();
    const found = [...this.#everything()]
      .map((entry) => ({ ...entry, rank: rank(entry, needle) }))
      .filter((entry) => entry.rank < Infinity)
      .sort((one, other) => one.rank - other.rank);
    return { entries: found.slice(0, MOST_FOUND), total: found.length };
  }

  *#everything() {
    for (const type of this.types.values()) {
      if (type.name.startsWith("__")) continue;
      yield { type, field: null, name: type.name, description: type.description };
      for (const field of members(type)) {
        yield { type, field, name: field.name, description: field.description };
      }
    }
  }
}

/** Give what a type is made of: fields, input fields or values. */
export const members = (type) => type.fields ?? type.inputFields ?? type.enumValues ?? [];

/** Give a type reference as [before, name, after]: "[", "Message", "!]!". */
export function unwrap(reference) {
  if (reference.kind === "NON_NULL") {
    const [before, name, after] = unwrap(reference.ofType);
    return [before, name, `${after}!`];
  }
  if (reference.kind === "LIST") {
    const [before, name, after] = unwrap(reference.ofType);
    return [`[${before}`, name, `${after}]`];
  }
  return ["", reference.name, ""];
}

const shelf = ({ kind, name }) =>
  kind === "OBJECT" && (WRAPPING.test(name) || name === "PageInfo") ? "WRAPPING" : kind;

function rank({ name, description, field }, needle) {
  const low = name.toLowerCase();
  if (low === needle) return field ? 0.5 : 0;
  if (low.startsWith(needle)) return 1;
  if (low.includes(needle)) return 2;
  return description?.toLowerCase().includes(needle) ? 3 : Infinity;
}
