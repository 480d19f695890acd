// Ready documents about whoever asks, and a sheet for their own.

export const YOURS = [
  {
    key: "home",
    title: { fr: "Accueil", en: "Home" },
    caption: {
      fr: "Tout ce qui attend un membre, en une question : ce qu’il n’a pas lu, ce qui vient, ce qu’il doit décider, ce qui a changé dans ses groupes. Connectez-vous d’abord.",
      en: "All that awaits a member, in one question: what they have not read, what comes next, what they must decide, what changed in their groups. Sign in first.",
    },
    text: `query Accueil {
  home {
    lastVisitAt
    unreadThreads(first: 5) {
      totalCount
      nodes { title unreadCount }
    }
    nextEvents(first: 5) {
      nodes {
        title
        startsAt
        desk { myRegistration { state } }
      }
    }
    requestsToDecide(first: 5) {
      nodes {
        group { name }
        person { name }
        message
      }
    }
    affiliationsToDecide(first: 5) {
      nodes {
        organization { name }
        person { name }
        role
      }
    }
    pollsToAnswer(first: 5) {
      nodes { title closesAt thread { title } }
    }
    news(first: 10) {
      nodes { at sentence }
    }
  }
  mentions(unread: true, first: 5) {
    nodes {
      message {
        number
        body
        thread { title }
      }
    }
  }
}
`,
    variables: () => ({}),
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
    topics { name }
    territories { name }
    memberships {
      edges {
        node { role group { name } }
      }
    }
    affiliations(first: 5) {
      nodes { state role organization { name } }
    }
  }
}
`,
    variables: () => ({}),
  },
  {
    key: "saved",
    title: { fr: "Mes recherches", en: "My searches" },
    caption: {
      fr: "Les recherches qu’un membre a enregistrées : ce qu’elles trouvent, et ce qui est nouveau. Lui seul les voit. Connectez-vous d’abord.",
      en: "The searches that a member has saved: what they find, and what is new. Nobody else sees them. Sign in first.",
    },
    text: `query MesRecherches {
  viewer {
    liveCursor
    savedSearches(first: 10) {
      totalCount
      nodes {
        name
        query
        kinds
        mutedAt
        search(first: 3) {
          totalCount
          nodes { kind html }
        }
        newHits(first: 3) {
          totalCount
          nodes { kind foundAt }
        }
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
