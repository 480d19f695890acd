// Apollo Client, as it is installed from its registry.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { CombinedGraphQLErrors, gql } from "@apollo/client";

import { apollo } from "./apollo.js";
import { COMMUNS, PEOPLE, eventually, listenIn, openThread, perform, say, signIn } from "./network.js";

const MESSAGES = gql`
  query Messages($thread: ID!, $after: String) {
    thread(id: $thread) {
      id
      messages(first: 3, after: $after) {
        edges { cursor node { id number body } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
const POST = gql`
  mutation Post($input: PostMessageInput!) {
    postMessage(input: $input) { message { id number } errors { code field } }
  }
`;
const EVENTS = gql`
  subscription Events($thread: ID!) {
    threadEvents(thread: $thread) { cursor ... on MessagePosted { message { id body author { name } } } }
  }
`;

let lou, max, thread, client;

before(async () => {
  [lou, max] = await Promise.all([signIn(0), signIn(1)]);
  thread = await openThread(lou, 7);
  client = apollo(COMMUNS, lou);
});

after(() => client.stop());

test("a query is answered with typed objects, which the cache keeps", async () => {
  const { data } = await client.query({ query: gql`{ viewer { id name } }` });

  assert.deepEqual({ ...data.viewer, id: "" }, { __typename: "Person", id: "", name: PEOPLE[0].name });
  assert.equal(client.cache.extract()[`Person:${data.viewer.id}`].name, PEOPLE[0].name);
});

test("relayStylePagination merges the pages of a list, each item once", async () => {
  const variables = { thread };
  const watched = client.watchQuery({ query: MESSAGES, variables });
  const shown = [];
  const subscription = watched.subscribe(({ data }) => shown.push(data?.thread?.messages.edges));
  const merged = () => client.readQuery({ query: MESSAGES, variables }).thread.messages;
  const lengths = [];
  for (let page = await client.query({ query: MESSAGES, variables }); ; ) {
    lengths.push(merged().edges.length);
    const { hasNextPage, endCursor } = page.data.thread.messages.pageInfo;
    if (!hasNextPage) break;
    page = await watched.fetchMore({ variables: { after: endCursor } });
  }
  await eventually(() => shown.at(-1)?.length === 7);
  subscription.unsubscribe();
  const edges = shown.at(-1);

  assert.deepEqual(lengths, [3, 6, 7]);
  assert.deepEqual(edges.map(({ node }) => node.number), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(new Set(edges.map(({ cursor }) => cursor)).size, 7);
});

const REFUSED = {
  "what does not stand in the graph": [gql`{ nothing }`, {}, "INVALID", /nothing/],
  "a variable of the wrong type": [MESSAGES, { thread: 5.5 }, "INVALID", /\$thread/],
  "a page that is too large": [gql`{ groups(first: 101) { nodes { id } } }`, {}, "LIMITED", /101/],
  "a cursor that is none": [gql`{ groups(first: 1, after: "none") { nodes { id } } }`, {}, "INVALID", /cursor/],
};

for (const [what, [query, variables, code, why]] of Object.entries(REFUSED)) {
  test(`${what} is refused by GraphQL errors, with a code`, async () => {
    const { error } = await client.query({ query, variables, errorPolicy: "all", fetchPolicy: "no-cache" });

    assert.ok(CombinedGraphQLErrors.is(error), error);
    assert.equal(error.errors[0].extensions.code, code);
    assert.match(error.errors[0].message, why);
  });
}

test("a persisted query is sent once whole, and then by its hash alone", async () => {
  const query = gql`query Persisted { __typename viewer { id language } }`;
  const { heard, stop } = listenIn();
  const answers = [];
  for (let turn = 0; turn < 2; turn += 1) {
    answers.push((await client.query({ query, fetchPolicy: "no-cache" })).data.viewer.language);
  }
  stop();

  assert.deepEqual(answers, ["FR", "FR"]);
  assert.deepEqual(heard.map(({ body }) => "query" in body), [false, true, false]);
  assert.equal(new Set(heard.map(({ body }) => body.extensions.persistedQuery.sha256Hash)).size, 1);
});

test("a mutation that is sent twice under one key is done once", async () => {
  const input = { thread, body: "Une seule fois.", idempotencyKey: crypto.randomUUID() };
  const [first, again] = [
    await client.mutate({ mutation: POST, variables: { input } }),
    await client.mutate({ mutation: POST, variables: { input } }),
  ];
  const next = await say(lou, thread, "Et ensuite.");

  assert.deepEqual(first.data.postMessage.errors, []);
  assert.equal(again.data.postMessage.message.id, first.data.postMessage.message.id);
  assert.equal(next.number, first.data.postMessage.message.number + 1);
});

test("what a person may cause is data", async () => {
  const { data } = await client.mutate({ mutation: POST, variables: { input: { thread, body: " " } } });

  assert.equal(data.postMessage.message, null);
  assert.deepEqual(data.postMessage.errors, [{ __typename: "Problem", code: "INVALID", field: "body" }]);
});

test("a subscription hears what another client says", async () => {
  const heardThread = await openThread(max, 0);
  const heard = new Promise((resolve, reject) => {
    const subscription = client.subscribe({ query: EVENTS, variables: { thread: heardThread } }).subscribe({
      next: ({ data, error }) => {
        subscription.unsubscribe();
        return error ? reject(error) : resolve(data.threadEvents.message);
      },
      error: reject,
    });
  });
  const speaking = setInterval(() => say(max, heardThread, "On m’entend ?"), 300); // until it listens
  const message = await heard;
  clearInterval(speaking);

  assert.equal(message.body, "On m’entend ?");
  assert.equal(message.author.name, PEOPLE[1].name);
});

test("a file is sent beside the operation", async () => {
  const { id: group } = await perform(lou, "createGroup", "group { id }", { name: "Fichiers" });
  const { id: resource } = await perform(lou, "draftResource", "resource { id }", {
    group, title: "Notes de séance", kind: "EXAMPLE",
  });
  const mutation = gql`
    mutation Attach($input: AttachFileInput!) {
      attachFile(input: $input) { attachment { id name size url } errors { code field message } }
    }
  `;
  const file = new File(["Bonjour.\n"], "notes.txt", { type: "text/plain" });
  const { data } = await client.mutate({ mutation, variables: { input: { resource, file } } });
  const download = await fetch(COMMUNS + data.attachFile.attachment.url, { headers: { "X-Session-Token": lou } });

  assert.deepEqual(data.attachFile.errors, []);
  assert.equal(data.attachFile.attachment.name, "notes.txt");
  assert.equal(await download.text(), "Bonjour.\n");
});
