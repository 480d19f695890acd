// relay.js
import { createClient } from "graphql-ws";
import { Environment, Network, Observable, RecordSource, Store } from "relay-runtime";

export function relay(communs, sessionToken) {
  const live = createClient({
    url: `${communs.replace("http", "ws")}/graphql`,
    connectionParams: sessionToken ? { sessionToken } : {},
  });
  const ask = async ({ name, text }, variables) => {
    const response = await fetch(`${communs}/graphql`, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json",
        "Accept-Language": "en",
        "Content-Type": "application/json",
        ...(sessionToken && { "X-Session-Token": sessionToken }),
      },
      body: JSON.stringify({ operationName: name, query: text, variables }),
    });
    return response.json();
  };
  const listen = ({ name, text }, variables) =>
    Observable.create((sink) => live.subscribe({ operationName: name, query: text, variables }, sink));
  return new Environment({ network: Network.create(ask, listen), store: new Store(new RecordSource()) });
}
