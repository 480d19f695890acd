// urql.js
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { persistedExchange } from "@urql/exchange-persisted";
import { createClient } from "graphql-ws";

export function urql(communs, sessionToken) {
  const live = createClient({
    url: `${communs.replace("http", "ws")}/graphql`,
    connectionParams: sessionToken ? { sessionToken } : {},
  });
  return new Client({
    url: `${communs}/graphql`,
    fetchOptions: {
      headers: { "Accept-Language": "en", ...(sessionToken && { "X-Session-Token": sessionToken }) },
    },
    exchanges: [
      cacheExchange({
        resolvers: { Query: { groups: relayPagination() }, Thread: { messages: relayPagination() } },
      }),
      persistedExchange(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: live.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
}
