// The English of what stands in French in the HTML, by its data-word.

export const english = {
  skipToContent: "Skip to content",
  skipToEditor: "Skip to the editor",
  language: "Language",

  homeTitle: "The server of a community of practice",
  homeLead:
    "Associations, foundations, public bodies, companies and universities build knowledge together here: they form groups, share resources, meet in seminars, discuss live and decide. Communs keeps it all, and opens it through a single GraphQL API.",
  openExplorer: "Open the explorer",
  browseSchema: "Browse the schema",
  homeWhat: "What you find here",
  thingPeople: "People",
  thingPeopleText:
    "Everyone says what they know about, where, and for whom they work: so one finds who knows what. They choose the languages they read and the letters they get.",
  thingOrganizations: "Organizations",
  thingOrganizationsText:
    "Associations, foundations, companies, public bodies, universities and their networks. Whoever belongs to one says so; the organization confirms it.",
  thingPlaces: "Territories and topics",
  thingPlacesText:
    "The regions, departments, intercommunal bodies and communes of France, the 17 Sustainable Development Goals, and the network’s own words. Everything is found by them.",
  thingGroups: "Groups",
  thingGroupsText:
    "Open, listed or hidden. People join freely, on request or by invitation; everyone has a role.",
  thingResources: "Resources",
  thingResourcesText:
    "Methods, examples, data, tools, skills: written together, under a clear licence, with their files. What changes between two revisions is read word by word.",
  thingCollections: "Collections",
  thingCollectionsText:
    "The resources that a group chose, in an order, each with a note.",
  thingEvents: "Events",
  thingEventsText:
    "Webinars, seminars, forums, and the cycles that link them. Before: the programme and the calendar; afterwards: the summary, the replays, the resources that came of it.",
  thingRegistrations: "Registrations",
  thingRegistrationsText:
    "For an event, a session or a whole cycle. The waiting list moves up by itself and tells people; never one place too many.",
  thingThreads: "Live discussions",
  thingThreadsText:
    "Reactions, mentions, pinned messages, drafts. Every message arrives at once; a line that was cut resumes where it was: nothing is missed, nothing comes twice.",
  thingDecisions: "Decisions",
  thingDecisionsText:
    "Proposals, choices, rankings, dates to find: people vote in the thread, change their minds until it closes, and what was concluded stays in writing.",
  thingHome: "A home",
  thingHomeText:
    "In one question: what you have not read, what comes next, what you must decide, what changed in your groups.",
  thingSearch: "Search",
  thingSearchText:
    "In French, with its accents, elisions and apostrophes. It shows, and counts, only what you may see.",
  homeFirst: "A first question",
  homeFirstText:
    "A query says exactly what it wants to know; the answer has the same shape. This one needs no account.",
  question: "The question",
  askNow: "Ask it",
  inTerminal: "From a terminal",
  homeDoors: "The doors",
  doorHttp: "Questions and changes, by “GraphQL over HTTP”.",
  doorLive: "Live events, by “graphql-transport-ws”.",
  doorCalendars: "Events and cycles, for calendar programs (iCalendar).",
  doorAccounts: "Signing up, signing in, passwords.",
  doorHealth: "The state of the service, for those who run it.",

  explorer: "Explorer",
  families: "Subjects",
  readyDocuments: "Ready documents",
  document: "Document",
  variables: "Variables",
  run: "Run",
  reset: "Reset",
  keys: "Ctrl + Enter runs. Tab indents; Escape then Tab leaves the editor.",
  answer: "The answer",
  noAnswer: "It will show here.",
  live: "Live",
  liveCut: "Cut the line for a moment",
  liveStop: "Stop",
  liveClear: "Clear",
  schema: "Schema",
  schemaSearch: "Find a type or a field",

  signIn: "Sign in",
  signOut: "Sign out",
  demoAccounts: "The demo’s accounts, in one click:",
  orByPassword: "or with an address:",
  email: "Email address",
  password: "Password",
  cancel: "Cancel",
  mailboxTitle: "The demo's mailbox",
  mailboxLead: "All that Communs wrote to its members, the newest letters first. Nothing left from here.",
  lookAgain: "Look again",
};
