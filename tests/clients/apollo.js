// apollo.js
import { ApolloClient, ApolloLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { createClient } from "graphql-ws";

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function apollo(communs, sessionToken) {
  const live = createClient({
    url: `${communs.replace("http", "ws")}/graphql`,
    connectionParams: sessionToken ? { sessionToken } : {},
  });
  const http = new UploadHttpLink({
    uri: `${communs}/graphql`,
    headers: { "Accept-Language": "en", ...(sessionToken && { "X-Session-Token": sessionToken }) },
  });
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === "subscription",
      new GraphQLWsLink(live),
      ApolloLink.from([new PersistedQueryLink({ sha256 }), http]),
    ),
    cache: new InMemoryCache({
      typePolicies: {
        // each list that is turned through, with the arguments that make it another list
        Query: { fields: { groups: relayStylePagination(["kind", "joinable", "topic", "territory", "orderBy"]) } },
        Thread: { fields: { messages: relayStylePagination() } },
      },
    }),
  });
}
