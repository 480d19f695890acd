// The English of what stands in French in the HTML, by its data-word.

export const english = {
  skipToContent: "Skip to content",
  skipToEditor: "Skip to the editor",
  language: "Language",

  homeTitle: "The server of a community of practice",
  homeLead:
    "Associations, foundations, public bodies, companies and universities build knowledge together here: they form groups, share resources, meet in seminars and discuss live. Communs keeps it all, and opens it through a single GraphQL API.",
  openExplorer: "Open the explorer",
  browseSchema: "Browse the schema",
  homeWhat: "What you find here",
  thingPeople: "People",
  thingPeopleText:
    "Everyone introduces themselves, names the languages they work in, and chooses the one Communs writes to them in.",
  thingGroups: "Groups",
  thingGroupsText:
    "Open, listed or hidden. People join freely, on request or by invitation; everyone has a role.",
  thingResources: "Resources",
  thingResourcesText:
    "Methods, examples, data, tools, skills: written together, revision after revision, under a clear licence.",
  thingEvents: "Events",
  thingEventsText: "Webinars and seminars, session by session, each with its own thread.",
  thingThreads: "Live threads",
  thingThreadsText:
    "Every message arrives at once. A line that was cut resumes where it was: nothing is missed, nothing comes twice.",
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
