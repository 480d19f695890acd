// Ready documents about what people say to each other, and what they decide.

import { newKey } from "./transport.js";

export const TALKS = [
  {
    key: "thread",
    title: { fr: "Une discussion", en: "A discussion" },
    caption: {
      fr: "Un fil et ce qui l’accompagne : réactions, mentions, messages épinglés, ce que l’on n’a pas lu, le brouillon que l’on y a laissé.",
      en: "A thread and what goes with it: reactions, mentions, pinned messages, what you have not read, the draft you left there.",
    },
    text: `query Discussion($thread: ID!) {
  thread(id: $thread) {
    title
    unreadCount
    following
    draft { body }
    reactions
    pinnedMessages { number body pinnedBy { name } }
    messages(last: 10) {
      totalCount
      nodes {
        number
        body
        author { name }
        reactions { reaction count mine }
        mentions(first: 5) {
          nodes { person { name } role }
        }
        isBookmarked
        permalink
      }
    }
  }
}
`,
    variables: ({ thread }) => ({ thread: thread?.id ?? null }),
  },
  {
    key: "live",
    title: { fr: "Le fil en direct", en: "The live thread" },
    caption: {
      fr: "Ce qui arrive dans un fil, à mesure : exécutez, puis écrivez ou réagissez depuis un autre onglet.",
      en: "What happens in a thread, as it happens: run it, then post or react from another tab.",
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
    ... on ReactionAdded {
      reaction
      message {
        number
        reactions { reaction count }
      }
    }
    ... on ReactionWithdrawn {
      reaction
      message {
        number
        reactions { reaction count }
      }
    }
    ... on MessagePinned { message { number } }
    ... on PollOpened { poll { title } }
    ... on VoteCast { poll { title voterCount } }
    ... on PollClosed { poll { title } }
    ... on OutcomeStated {
      poll { title }
      outcome { statement }
    }
    ... on ThreadClosed { thread { title } }
    ... on ThreadReopened { thread { title } }
  }
}
`,
    variables: ({ thread }) => ({
      thread: thread?.id ?? null,
      after: thread?.liveCursor ?? null,
    }),
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
    message {
      number
      bodyHtml
      author { name }
      mentions(first: 5) {
        nodes { person { name } }
      }
    }
    errors { code field message }
  }
}
`,
    variables: ({ thread }) => ({
      input: {
        thread: thread?.id ?? null,
        body: `Bonjour à **toutes et tous**${greeted(thread)} !`,
        idempotencyKey: newKey(),
      },
    }),
  },
  {
    key: "react",
    title: { fr: "Réagir", en: "Reacting" },
    caption: {
      fr: "Un signe au lieu d’une phrase, sous le dernier message du fil. Si le fil en direct est écouté, la réaction y arrive aussitôt.",
      en: "A sign instead of a sentence, under the last message of the thread. When the live thread is listened to, the reaction arrives there at once.",
    },
    text: `mutation Reaction($input: ReactToMessageInput!) {
  reactToMessage(input: $input) {
    message {
      number
      reactions { reaction count mine }
    }
    errors { code field message }
  }
}
`,
    variables: ({ thread }) => ({
      input: {
        message: latest(thread)?.id ?? null,
        reaction: thread?.reactions[0] ?? null,
      },
    }),
  },
  {
    key: "decision",
    title: { fr: "Une décision", en: "A decision" },
    caption: {
      fr: "Une proposition, les positions et leurs raisons, le quorum, et ce qui fut conclu. Une consultation anonyme ne nomme personne.",
      en: "A proposal, the stances and their reasons, the quorum, and what was concluded. An anonymous poll names nobody.",
    },
    text: `query Decision($poll: ID!) {
  poll(id: $poll) {
    kind
    title
    description
    isOpen
    closedAt
    thread { title }
    options { number label }
    voterCount
    quorum
    quorumReached
    results {
      stances { stance count }
      options {
        option { label }
        count
      }
      best { label }
    }
    votes(first: 10) {
      nodes { voter { name } stance reason }
    }
    myVote {
      stance
      reason
      options { option { label } }
    }
    outcome { statement author { name } }
  }
}
`,
    variables: ({ decision = null }) => ({ poll: decision }),
  },
  {
    key: "vote",
    title: { fr: "Voter", en: "Voting" },
    caption: {
      fr: "Une voix par personne, que l’on change tant que le vote est ouvert : votez de nouveau, et la dernière compte. Connectez-vous d’abord.",
      en: "One vote each, which you may change while the poll is open: vote again, and the last one counts. Sign in first.",
    },
    text: `mutation Vote($input: CastVoteInput!) {
  castVote(input: $input) {
    poll {
      title
      voterCount
      results {
        stances { stance count }
        options {
          option { label }
          count
        }
      }
      myVote {
        stance
        options { option { label } }
      }
    }
    errors { code field message }
  }
}
`,
    variables: ({ ballot }) => ({
      input: { poll: ballot?.id ?? null, ...vote(ballot), reason: "Cela nous aidera." },
    }),
  },
];

const latest = (thread) => thread?.messages.nodes[0];

/** Mention whoever spoke last. */
function greeted(thread) {
  const author = latest(thread)?.author;
  return author ? `, et à @[${author.name}](${author.id})` : "";
}

/** Fill a ballot as its kind of poll wants it. */
function vote(ballot) {
  const numbers = ballot?.options.map(({ number }) => number) ?? [];
  const filled = {
    CHOICE: { choices: numbers.slice(0, 1) },
    CHOICES: { choices: numbers.slice(0, ballot?.most) },
    RANKED: { choices: numbers },
    TIME: { answers: numbers.map((option) => ({ option, answer: "YES" })) },
  };
  return filled[ballot?.kind] ?? { stance: "AGREE" };
}
