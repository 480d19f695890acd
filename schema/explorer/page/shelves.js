// Ready documents about resources: found, compared, put in an order.

export const SHELVES = [
  {
    key: "resources",
    title: { fr: "Filtrer", en: "Filtering" },
    caption: {
      fr: "Les ressources par sorte, sujet et territoire, ensemble ou non. Un territoire comprend ce qui s’y trouve : une région, ses départements et ses communes.",
      en: "Resources by kind, topic and territory, together or not. A territory includes what lies inside it: a region, its departments and its communes.",
    },
    text: `query Ressources(
  $kinds: [ResourceKind!]
  $topic: ID
  $territory: ID
  $orderBy: ResourceOrder
  $after: String
) {
  resources(
    kinds: $kinds
    topic: $topic
    territory: $territory
    orderBy: $orderBy
    first: 10
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      title
      kind
      summary
      publishedAt
      licenceId
      group { name }
      topics { name }
      territories { kind name }
    }
  }
}
`,
    variables: ({ resource }) => ({
      kinds: [...new Set([resource?.kind, "GUIDE", "METHOD"])].filter(Boolean),
      topic: resource?.topics[0]?.id,
      territory: resource?.territories[0]?.id,
      orderBy: "TITLE",
    }),
  },
  {
    key: "difference",
    title: { fr: "Différences", en: "Differences" },
    caption: {
      fr: "Ce qui a changé entre deux révisions, en mots : les morceaux ôtés, ajoutés, restés.",
      en: "What changed between two revisions, in words: the pieces removed, added, kept.",
    },
    text: `query Differences(
  $resource: ID!
  $from: Int!
  $to: Int!
) {
  resource(id: $resource) {
    title
    revision
    difference(from: $from, to: $to) {
      title { kind text }
      summary { kind text }
      body { kind text }
    }
    revisions(first: 10) {
      nodes {
        number
        message
        createdAt
        author { name }
      }
    }
  }
}
`,
    variables: ({ revised }) => ({
      resource: revised?.id ?? null,
      from: revised ? revised.revision - 1 : 1,
      to: revised?.revision ?? 2,
    }),
  },
  {
    key: "collection",
    title: { fr: "Une collection", en: "A collection" },
    caption: {
      fr: "Des ressources choisies par un groupe, dans un ordre, chacune avec un mot. On n’y voit, et n’y compte, que celles que l’on a le droit de voir.",
      en: "Resources that a group chose, in an order, each with a note. It shows, and counts, only those that you may see.",
    },
    text: `query Collection($collection: ID!) {
  collection(id: $collection) {
    title
    summary
    group { name }
    entries(first: 20) {
      totalCount
      nodes {
        note
        addedBy { name }
        resource {
          title
          kind
          attachments { name kind size url }
        }
      }
    }
  }
}
`,
    variables: ({ collection = null }) => ({ collection }),
  },
];
