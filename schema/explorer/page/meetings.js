// Ready documents about events, their cycle, and who comes.

export const MEETINGS = [
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
    organizing { name }
    sessions {
      edges {
        node {
          title
          startsAt
          speakers { name person { name } }
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
    variables: ({ event = null }) => ({ event }),
  },
  {
    key: "cycle",
    title: { fr: "Le cycle", en: "The cycle" },
    caption: {
      fr: "Une série de webinaires : ceux qui viennent, ceux qui ont eu lieu et ce qu’il en reste. Un agenda s’abonne à l’adresse calendarUrl.",
      en: "A series of webinars: those to come, those that took place and what is left of them. A calendar subscribes to the address calendarUrl.",
    },
    text: `query Cycle($cycle: ID!) {
  cycle(id: $cycle) {
    title
    rhythm
    calendarUrl
    organizing { name }
    aVenir: events(toCome: true, first: 5) {
      nodes {
        title
        startsAt
        calendarUrl
        desk { isOpen placesLeft }
      }
    }
    passes: events(
      toCome: false
      orderBy: LATEST
      first: 5
    ) {
      totalCount
      nodes {
        title
        startsAt
        speakers {
          name
          person { name }
          organization { name }
        }
        outcome
        replays {
          label
          url
          marks { seconds label }
        }
        resources { title }
      }
    }
  }
}
`,
    variables: ({ cycle = null }) => ({ cycle }),
  },
  {
    key: "places",
    title: { fr: "Les places", en: "Places" },
    caption: {
      fr: "Ce qui reste de places, qui attend, et où l’on en est soi-même. Les nombres sont pour toutes celles et ceux qui voient la rencontre ; la liste, pour qui s’en occupe.",
      en: "The places left, the queue, and where you stand. The numbers are for everybody who sees the event; the list, for those who look after it.",
    },
    text: `query Places($desk: ID!) {
  desk(id: $desk) {
    event { title startsAt }
    isOpen
    capacity
    takenCount
    placesLeft
    waitingCount
    myRegistration { state waitingPosition }
    registrations(first: 10) {
      totalCount
      nodes { state person { name } }
    }
  }
  viewer {
    registrations(toCome: true, first: 10) {
      nodes {
        state
        desk {
          event { title startsAt }
        }
      }
    }
  }
}
`,
    variables: ({ desk = null }) => ({ desk }),
  },
  {
    key: "register",
    title: { fr: "S’inscrire", en: "Registering" },
    caption: {
      fr: "Une place s’il en reste, sinon un tour dans la file, qui avance d’elle-même. Déjà inscrit·e ? La réponse le dit, et rien n’est fait deux fois.",
      en: "A place if one is left, else a turn in the queue, which moves up by itself. Registered already? The answer says so, and nothing is done twice.",
    },
    text: `mutation Inscription($input: RegisterInput!) {
  register(input: $input) {
    registration {
      state
      waitingPosition
      desk {
        event { title startsAt calendarUrl }
        placesLeft
        waitingCount
      }
    }
    errors { code field message }
  }
}
`,
    variables: ({ desk = null }) => ({ input: { desk } }),
  },
];
