// Ready documents about the network: what is found in it, who knows what, who is who.

export const NETWORK = [
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
    didYouMean
    facets {
      kind { value count }
      topic(first: 5) { value { name } count }
      territory(first: 5) { value { name } count }
    }
    edges {
      node {
        kind
        text
        subject {
          __typename
          ... on Resource { title licenceId }
          ... on Collection { title }
          ... on Event { title startsAt }
          ... on Cycle { title }
          ... on Thread { title }
          ... on Message {
            number
            thread { title }
          }
          ... on Poll { title isOpen }
          ... on Group { name }
          ... on Person { name }
          ... on Organization { name }
        }
      }
    }
  }
}
`,
    variables: () => ({ query: "l’économie de l'alliance" }),
  },
  {
    key: "people",
    title: { fr: "Qui sait quoi ?", en: "Who knows what?" },
    caption: {
      fr: "Les personnes par sujet, par territoire, par organisation, ou par les trois à la fois. Elles ne se montrent qu’entre elles : connectez-vous.",
      en: "People by topic, by territory, by organization, or by all three at once. They show themselves to each other only: sign in.",
    },
    text: `query QuiSaitQuoi(
  $topic: ID
  $territory: ID
  $organization: ID
) {
  surCeSujet: people(topic: $topic, first: 5) {
    ...Qui
  }
  surCeTerritoire: people(
    territory: $territory
    first: 5
  ) {
    ...Qui
  }
  deCetteOrganisation: people(
    organization: $organization
    first: 5
  ) {
    ...Qui
  }
  toutALaFois: people(
    topic: $topic
    territory: $territory
    organization: $organization
    first: 5
  ) {
    ...Qui
  }
}

fragment Qui on PersonConnection {
  totalCount
  nodes {
    name
    topics { name }
    territories { name }
    affiliations(current: true, first: 2) {
      nodes { role organization { name } }
    }
  }
}
`,
    variables: ({ knower }) => ({
      topic: knower?.topics[0]?.id,
      territory: knower?.territories[0]?.id,
      organization: knower?.affiliations.nodes[0]?.organization?.id,
    }),
  },
  {
    key: "organizations",
    title: { fr: "Les organisations", en: "Organizations" },
    caption: {
      fr: "Associations, fondations, réseaux, universités… par une partie de leur nom, leur sorte, leur territoire. Qui en est se montre aux membres.",
      en: "Associations, foundations, networks, universities… by part of their name, their kind, their territory. Who belongs to them is shown to members.",
    },
    text: `query Organisations(
  $name: String
  $kind: OrganizationKind
) {
  organizations(name: $name, kind: $kind, first: 10) {
    totalCount
    nodes {
      name
      kind
      description
      website
      logo
      territory { name }
      parent { name }
      people(first: 3) {
        nodes { name }
      }
    }
  }
}
`,
    variables: () => ({ name: "reseau" }),
  },
  {
    key: "territories",
    title: { fr: "Territoires et sujets", en: "Territories and topics" },
    caption: {
      fr: "Les territoires officiels de France et les sujets du réseau, par leur nom ou un synonyme, accents et traits d’union pardonnés.",
      en: "The official territories of France and the network’s topics, by name or synonym, accents and hyphens forgiven.",
    },
    text: `query TerritoiresEtSujets(
  $territory: String
  $topic: String
) {
  territories(name: $territory, first: 5) {
    totalCount
    nodes {
      kind
      code
      name
      parents { kind name }
    }
  }
  topics(name: $topic, first: 5) {
    totalCount
    nodes {
      kind
      name
      colour
      synonyms
      parent { name }
    }
  }
}
`,
    variables: () => ({ territory: "hauts de france", topic: "alliance" }),
  },
  {
    key: "activity",
    title: { fr: "Ce qui se passe", en: "What happens" },
    caption: {
      fr: "Ce que le journal retient, en phrases, du plus récent au plus ancien ; de ce que l’on a le droit de voir.",
      en: "What the journal keeps, in sentences, the newest first; of what you may see.",
    },
    text: `query CeQuiSePasse(
  $kinds: [ActivityKind!]
  $after: String
) {
  activity(kinds: $kinds, first: 10, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      at
      kind
      sentence
      group { name }
      subject { __typename }
    }
  }
}
`,
    variables: () => ({
      kinds: [
        "MESSAGE_POSTED",
        "POLL_OPENED",
        "OUTCOME_STATED",
        "RESOURCE_PUBLISHED",
        "RESOURCE_EDITED",
        "COLLECTION_STARTED",
        "EVENT_PLANNED",
        "OUTCOME_TOLD",
      ],
    }),
  },
];
