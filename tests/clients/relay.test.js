// Relay: its compiler on the whole graph, and its hooks, as they are installed from their registry.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { before } from "node:test";
import babel from "@babel/core";
import { buildSchema } from "graphql";

import { connections, paginated } from "./every-connection.js";
import { COMMUNS, eventually, openThread, say, signIn } from "./network.js";

const HERE = import.meta.dirname;
const SDL = path.join(HERE, "../../schema/schema.graphql");
const GRAPH = buildSchema(readFileSync(SDL, "utf8"));
const LISTS = connections(GRAPH);
const NAMES = LISTS.map(([type, field]) => `Every_${type.name}_${field.name}`);

const LIVE = `
import { graphql } from "react-relay";

export const EVENTS = graphql\`
  subscription LiveEventsSubscription($thread: ID!) {
    threadEvents(thread: $thread) { cursor ... on MessagePosted { message { id body author { name } } } }
  }
\`;
export const REFUSED = graphql\`
  query LiveRefusedQuery { groups(first: 1, after: "none") { nodes { id } } }
\`;
`;

const built = mkdtempSync(path.join(process.env.BUILT ?? tmpdir(), "relay-"));
const artifacts = path.join(built, "__generated__");
const require = createRequire(path.join(built, "any.js"));
let lou, thread;

/** Lay a front end's sources, compile its documents as Relay does, and its code as bundlers do. */
before(async () => {
  const every = LISTS.map((list) => `graphql\`${paginated(GRAPH, "Every", list)}\`;`);
  for (const name of ["relay.js", "Messages.js"]) cpSync(path.join(HERE, name), path.join(built, name));
  writeFileSync(path.join(built, "Every.js"), `import { graphql } from "react-relay";\n${every.join("\n")}\n`);
  writeFileSync(path.join(built, "Live.js"), LIVE);
  const config = { src: ".", schema: "schema.graphql", language: "javascript", eagerEsModules: false };
  writeFileSync(path.join(built, "relay.config.json"), JSON.stringify(config));
  writeFileSync(path.join(built, "package.json"), "{}");
  cpSync(SDL, path.join(built, "schema.graphql"));
  symlinkSync(path.join(HERE, "node_modules"), path.join(built, "node_modules"));
  const compiler = path.join(HERE, "node_modules/relay-compiler/cli.js");
  execFileSync(process.execPath, [compiler, "relay.config.json"], { cwd: built, stdio: "pipe" });
  for (const name of ["relay.js", "Messages.js", "Live.js"]) {
    const plugins = ["babel-plugin-relay", "@babel/plugin-transform-modules-commonjs"];
    const { code } = babel.transformFileSync(path.join(built, name), { cwd: built, plugins });
    writeFileSync(path.join(built, name), code);
  }
  lou = await signIn(0);
  thread = await openThread(lou, 7);
});

test("its compiler takes every list of the graph, each fetched page by page", (t) => {
  const compiled = NAMES.map((name) => require(path.join(artifacts, `${name}.graphql.js`)));

  t.diagnostic(`told: lists of the graph that Relay's compiler paginates: ${compiled.length}`);
  assert.ok(compiled.length > 50);
  for (const { metadata } of compiled) {
    assert.equal(metadata.connection.length, 1);
    assert.equal(metadata.refetch.connection.forward.cursor, "after");
    assert.equal(metadata.refetch.operation.kind, "Request");
  }
});

test("usePaginationFragment turns the pages of a list, each item once", async () => {
  const { createElement, Suspense, useEffect } = require("react");
  const { create } = require("react-test-renderer");
  const { RelayEnvironmentProvider } = require("react-relay");
  const environment = require("./relay.js").relay(COMMUNS, lou);
  const { useMessages } = require("./Messages.js");
  let shown;
  const Messages = () => {
    const messages = useMessages(thread);
    useEffect(() => {
      shown = messages;
    });
  };
  const waiting = createElement(Suspense, { fallback: null }, createElement(Messages));
  const rendered = create(createElement(RelayEnvironmentProvider, { environment }, waiting));
  await eventually(() => shown);
  const lengths = [shown.data.messages.edges.length];
  while (shown.hasNext) {
    const { length } = shown.data.messages.edges;
    shown.loadNext(3);
    await eventually(() => shown.data.messages.edges.length > length && !shown.isLoadingNext);
    lengths.push(shown.data.messages.edges.length);
  }
  rendered.unmount();

  assert.deepEqual(lengths, [3, 6, 7]);
  assert.deepEqual(shown.data.messages.edges.map(({ node }) => node.number), [1, 2, 3, 4, 5, 6, 7]);
});

test("what is refused comes as GraphQL errors, with a code", async () => {
  const { fetchQuery } = require("react-relay");
  const environment = require("./relay.js").relay(COMMUNS, lou);

  await assert.rejects(fetchQuery(environment, require("./Live.js").REFUSED, {}).toPromise(), ({ source }) => {
    assert.deepEqual(source.errors.map(({ extensions }) => extensions), [{ code: "INVALID", field: "after" }]);
    return true;
  });
});

test("a subscription hears what another client says", async () => {
  const { requestSubscription } = require("react-relay");
  const environment = require("./relay.js").relay(COMMUNS, lou);
  const max = await signIn(1);
  const heardThread = await openThread(max, 0);
  let listening;
  const heard = new Promise((onNext, onError) => {
    listening = requestSubscription(environment, {
      subscription: require("./Live.js").EVENTS,
      variables: { thread: heardThread },
      onNext,
      onError,
    });
  });
  const speaking = setInterval(() => say(max, heardThread, "On m’entend ?"), 300); // until it listens
  const { threadEvents } = await heard;
  clearInterval(speaking);
  listening.dispose();

  assert.equal(threadEvents.message.body, "On m’entend ?");
});
