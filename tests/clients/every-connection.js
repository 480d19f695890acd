// A paginated fragment for each list of the graph, as Relay's compiler takes them.

import { getNamedType, isNonNullType, isObjectType } from "graphql";

/** Name each field of the graph that is a connection: [type, field]. */
export function connections(schema) {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .flatMap((type) => Object.values(type.getFields()).map((field) => [type, field]))
    .filter(([, field]) => getNamedType(field.type).name.endsWith("Connection"));
}

/** Write the fragment of one, for a module of this name. */
export function paginated(schema, module, [type, field]) {
  const name = `${module}_${type.name}_${field.name}`;
  const required = field.args.filter((argument) => isNonNullType(argument.type));
  const defined = required.map((argument) => `${argument.name}: { type: "${argument.type}" }`);
  const given = required.map((argument) => `${argument.name}: $${argument.name}`);
  const list = `${field.name}(${["first: $first", "after: $after", ...given].join(", ")})
      @connection(key: "${name}_${field.name}") { edges { node { __typename } } }`;
  const [on, selected] = place(schema, type, list);
  return `
  fragment ${name} on ${on}
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 10 }, after: { type: "String" } ${defined.join(", ")}
  )
  @refetchable(queryName: "${module}${type.name}${field.name}Query") {
    ${selected}
  }`;
}

/** A fragment is fetched again by the id of its node, or from the root: say on what, and what. */
function place(schema, type, list) {
  const root = schema.getQueryType();
  if (type === root || type.getInterfaces().some(({ name }) => name === "Node")) return [type.name, list];
  const from = Object.values(root.getFields()).find((field) => getNamedType(field.type) === type);
  return [root.name, `${from.name} { ${list} }`];
}
