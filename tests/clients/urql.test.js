// urql, with its normalised cache, as it is installed from its registry.

import assert from "node:assert/strict";
import test, { before } from "node:test";
import { gql } from "@urql/core";

import { COMMUNS, PEOPLE, listenIn, openThread, say, signIn } from "./network.js";
import { urql } from "./urql.js";

const MESSAGES = gql`
  query Messages($thread: ID!, $after: String) {
    thread(id: $thread) {
      id
      messages(first: 3, after: $after) {
        nodes { id number }
        edges { cursor node { id number } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
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
    threadEvents(thread: $thread) { cursor ... on MessagePosted { message { id body author { id name } } } }
  }
`;
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

let lou, max, thread, client;

before(async () => {
  [lou, max] = await Promise.all([signIn(0), signIn(1)]);
  thread = await openThread(lou, 7);
  client = urql(COMMUNS, lou);
});

test("a query is answered, and answered again from the cache", async () => {
  const query = gql`{ viewer { id name } }`;
  const { data } = await client.query(query, {});
  const { heard, stop } = listenIn();
  const again = await client.query(query, {});
  stop();

  assert.equal(data.viewer.name, PEOPLE[0].name);
  assert.deepEqual(again.data, data);
  assert.deepEqual(heard, []);
});

test("relayPagination merges the pages of a list, each item once", async () => {
  const lengths = [];
  let messages;
  for (let after = null; ; after = messages.pageInfo.endCursor) {
    const { data, error } = await client.query(MESSAGES, { thread, after }, { requestPolicy: "cache-and-network" });
    assert.ifError(error);
    ({ messages } = data.thread);
    lengths.push(messages.edges.length);
    if (!messages.pageInfo.hasNextPage) break;
  }

  assert.deepEqual(lengths, [3, 6, 7]);
  assert.deepEqual(messages.nodes.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(new Set(messages.edges.map(({ cursor }) => cursor)).size, 7);
});

test("what is refused comes as GraphQL errors, with a code", async () => {
  const { error } = await client.query(gql`{ groups(first: 1, after: "none") { nodes { id } } }`, {});

  assert.equal(error.networkError, undefined);
  assert.deepEqual(error.graphQLErrors.map(({ extensions }) => extensions), [{ code: "INVALID", field: "after" }]);
});

test("a document that is refused comes as GraphQL errors, too", async () => {
  const { error } = await client.query(gql`{ nothing }`, {});

  assert.equal(error.networkError, undefined);
  assert.equal(error.graphQLErrors[0].extensions.code, "INVALID");
});

test("a persisted query is sent once whole, and then by its hash alone", async () => {
  const query = gql`query Persisted { viewer { id language } }`;
  const { heard, stop } = listenIn();
  const answers = [];
  for (let turn = 0; turn < 2; turn += 1) {
    answers.push((await client.query(query, {}, { requestPolicy: "network-only" })).data?.viewer.language);
  }
  stop();

  assert.deepEqual(answers, ["FR", "FR"]);
  const isWhole = ({ address, body }) => Boolean(body?.query ?? new URL(address).searchParams.get("query"));
  assert.deepEqual(heard.map(isWhole), [false, true, false]);
  assert.deepEqual(heard.map(({ method }) => method), ["GET", "GET", "GET"]);
});

test("a mutation that is sent twice under one key is done once", async () => {
  const input = { thread, body: "Une seule fois.", idempotencyKey: crypto.randomUUID() };
  const first = await client.mutation(POST, { input });
  const again = await client.mutation(POST, { input });
  const next = await say(lou, thread, "Et ensuite.");

  assert.deepEqual(first.data.postMessage.errors, []);
  assert.equal(again.data.postMessage.message.id, first.data.postMessage.message.id);
  assert.equal(next.number, first.data.postMessage.message.number + 1);
});

test("a subscription hears what another client says", async () => {
  const heardThread = await openThread(max, 0);
  const heard = new Promise((resolve, reject) => {
    const subscription = client.subscription(EVENTS, { thread: heardThread }).subscribe(({ data, error }) => {
      subscription.unsubscribe();
      return error ? reject(error) : resolve(data.threadEvents.message);
    });
  });
  const speaking = setInterval(() => say(max, heardThread, "On m’entend ?"), 300); // until it listens
  const message = await heard;
  clearInterval(speaking);

  assert.equal(message.body, "On m’entend ?");
  assert.equal(message.author.name, PEOPLE[1].name);
});

test("a file is sent beside the operation", async () => {
  const mutation = gql`
    mutation Portrait($input: SetAvatarInput!) {
      setAvatar(input: $input) { person { id avatar } errors { code field message } }
    }
  `;
  const file = new File([Buffer.from(PIXEL, "base64")], "portrait.png", { type: "image/png" });
  const { data, error } = await client.mutation(mutation, { input: { file } });

  assert.ifError(error);
  assert.deepEqual(data.setAvatar.errors, []);
  assert.match(data.setAvatar.person.avatar, /^https?:|^\//);
});
