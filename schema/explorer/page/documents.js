// The documents that stand ready, and the one question that fills their variables.

import { data } from "./transport.js";

const START = `query Start {
  events(first: 50) {
    edges {
      node {
        id
        sessions(first: 50) { edges { node { id } } }
        thread { id liveCursor }
      }
    }
  }
}`;

/** Ask which event and which thread the documents can speak of: {event, thread, cursor}. */
export async function whatToShow() {
  const events = (await data(START)).events.edges.map(({ node }) => node);
  const [event] = events.sort((one, other) => length(other) - length(one));
  return {
    event: event?.id ?? null,
    thread: event?.thread?.id ?? null,
    cursor: event?.thread?.liveCursor ?? null,
  };
}

const length = (event) => event.sessions.edges.length; // the longest programme has most to show

/** Make a key that no other request has. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const DOCUMENTS = [
  {
    key: "seminar",
    title: { fr: "Le séminaire", en: "The seminar" },
    caption: {
      fr: "Un évènement, ses séances, et ce qui s’y dit. Ce que l’on voit dépend de qui l’on est : connectez-vous, et le séminaire se montre à ses membres.",
      en: "An event, its sessions, and what is said there. What you see depends on who you are: sign in, and the seminar shows itself to its members.",
    },
    text: `query Seminaire($event: ID!) {
  event(id: $event) {
    title
    summary
    startsAt
    endsAt
    place
    group { name }
    sessions {
      edges {
        node {
          title
          startsAt
          thread { title lastNumber }
        }
      }
    }
    thread {
      title
      messages(last: 5) {
        totalCount
        edges {
          node { number body author { name } }
        }
      }
    }
  }
}
`,
    variables: ({ event }) => ({ event }),
  },
  {
    key: "live",
    title: { fr: "Le fil en direct", en: "The live thread" },
    caption: {
      fr: "Ce qui arrive dans un fil, à mesure : exécutez, puis écrivez un message depuis un autre onglet.",
      en: "What happens in a thread, as it happens: run it, then post a message from another tab.",
    },
    text: `subscription FilEnDirect(
  $thread: ID!
  $after: String
) {
  threadEvents(thread: $thread, after: $after) {
    __typename
    cursor
    at
    by { name }
    ... on MessagePosted {
      message { number body author { name } }
    }
    ... on MessageEdited {
      message { number body editedAt }
    }
    ... on MessageRemoved {
      message { number removalReason }
    }
    ... on ThreadClosed { thread { title } }
    ... on ThreadReopened { thread { title } }
  }
}
`,
    variables: ({ thread, cursor }) => ({ thread, after: cursor }),
  },
  {
    key: "search",
    title: { fr: "Une recherche", en: "A search" },
    caption: {
      fr: "Accents, majuscules, apostrophes : écrivez comme vous voulez, en français.",
      en: "Accents, capitals, apostrophes: type French any way you like.",
    },
    text: `query Recherche($query: String!) {
  search(query: $query, first: 10) {
    totalCount
    edges {
      node {
        kind
        text
        subject {
          __typename
          ... on Resource { title licenceId }
          ... on Event { title startsAt }
          ... on Thread { title }
          ... on Message {
            number
            thread { title }
          }
          ... on Group { name }
          ... on Person { name }
        }
      }
    }
  }
}
`,
    variables: () => ({ query: "l’économie de l'alliance" }),
  },
  {
    key: "message",
    title: { fr: "Écrire un message", en: "Posting a message" },
    caption: {
      fr: "Il faut être connecté et membre du groupe. La clé protège d’un double envoi ; elle change après chaque réussite.",
      en: "Sign in first, as a member of the group. The key prevents posting twice; it changes after each success.",
    },
    text: `mutation Message($input: PostMessageInput!) {
  postMessage(input: $input) {
    message { number bodyHtml author { name } }
    errors { code field message }
  }
}
`,
    variables: ({ thread }) => ({
      input: {
        thread,
        body: "Bonjour à **toutes et tous** !",
        idempotencyKey: newKey(),
      },
    }),
  },
  {
    key: "viewer",
    title: { fr: "Qui suis-je ?", en: "Who am I?" },
    caption: {
      fr: "Qui demande, du point de vue du serveur ; personne, tant que l’on n’est pas connecté.",
      en: "Who is asking, as the server sees it; nobody, until you sign in.",
    },
    text: `query QuiSuisJe {
  viewer {
    name
    email
    isModerator
    memberships {
      edges {
        node { role group { name } }
      }
    }
  }
}
`,
    variables: () => ({}),
  },
  {
    key: "blank",
    title: { fr: "Feuille blanche", en: "Blank sheet" },
    caption: { fr: "À vous.", en: "Over to you." },
    text: `query {
  __typename
}
`,
    variables: () => ({}),
  },
];
