// The network that the tests run against, its two people, and what they are given to read.

import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket; // browsers have it, and Node since its version 22

export const { COMMUNS } = process.env;
export const PEOPLE = JSON.parse(process.env.PEOPLE); // a name, an address and a password each

/** Sign somebody in; gives their token. */
export async function signIn(person) {
  const response = await fetch(`${COMMUNS}/_allauth/app/v1/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(PEOPLE[person]),
  });
  return (await response.json()).meta.session_token;
}

/** Perform a mutation that succeeds; gives its noun. */
export async function perform(sessionToken, verb, wanted, input) {
  const type = `${verb[0].toUpperCase()}${verb.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${verb}(input: $input) { ${wanted} errors { message } } }`;
  const response = await fetch(`${COMMUNS}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Session-Token": sessionToken },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { errors, data } = await response.json();
  const [noun] = Object.values(data?.[verb] ?? {});
  if (!noun) throw new Error(JSON.stringify(errors ?? data));
  return noun;
}

/** Open a thread in an open group of its own, with so many messages; gives its id. */
export async function openThread(sessionToken, count) {
  const { id: group } = await perform(sessionToken, "createGroup", "group { id }", {
    name: `Clients ${crypto.randomUUID()}`,
    visibility: "OPEN",
  });
  const { id: thread } = await perform(sessionToken, "openThread", "thread { id }", {
    title: "Ce que l’on se dit",
    group,
  });
  for (let number = 1; number <= count; number += 1) {
    await say(sessionToken, thread, `Message ${number}`);
  }
  return thread;
}

export const say = (sessionToken, thread, body) =>
  perform(sessionToken, "postMessage", "message { id number }", { thread, body });

/** Note each request that is made from now on: its method, and the JSON of its body. */
export function listenIn() {
  const heard = [];
  const { fetch } = globalThis;
  globalThis.fetch = (address, options) => {
    const { method, body } = options;
    heard.push({ method, address: String(address), ...(typeof body === "string" && { body: JSON.parse(body) }) });
    return fetch(address, options);
  };
  return { heard, stop: () => (globalThis.fetch = fetch) };
}

/** Wait until something holds. */
export async function eventually(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20)); // the runner has a limit
}
