// What the scripts say, in both languages.

export const spoken = {
  asking: { fr: "Question posée…", en: "Asking…" },
  answered: {
    fr: "Réponse {status} en {milliseconds} ms, {size} caractères",
    en: "Answer {status} in {milliseconds} ms, {size} characters",
  },
  answeredWrong: {
    fr: "Réponse {status} avec des erreurs, en {milliseconds} ms",
    en: "Answer {status} with errors, in {milliseconds} ms",
  },
  unreachable: {
    fr: "Le serveur ne répond pas. Est-il en marche ?",
    en: "The server does not answer. Is it running?",
  },
  nothingToShow: {
    fr: "Rien de tel n’est visible d’ici : connectez-vous, puis exécutez.",
    en: "There is none that you can see: sign in, then run.",
  },
  unfilled: {
    fr: "Les variables n’ont pas pu être remplies : {reason}",
    en: "The variables could not be filled: {reason}",
  },
  variablesNotJson: {
    fr: "Les variables ne sont pas du JSON valide : {where}.",
    en: "The variables are not valid JSON: {where}.",
  },
  variablesNotObject: {
    fr: "Les variables sont un objet JSON : {\u00a0\"nom\": valeur\u00a0}.",
    en: "Variables are a JSON object: {\u00a0\"name\": value\u00a0}.",
  },
  linePlace: { fr: "ligne {line}, colonne {column}", en: "line {line}, column {column}" },
  endPlace: { fr: "il manque quelque chose à la fin", en: "something is missing at the end" },

  liveOff: { fr: "Rien n’est écouté pour l’instant.", en: "Nothing is being listened to." },
  "live-opening": { fr: "Connexion…", en: "Connecting…" },
  "live-listening": { fr: "À l’écoute", en: "Listening" },
  "live-resumed": {
    fr: "À l’écoute de nouveau, à la suite du curseur {cursor}",
    en: "Listening again, from cursor {cursor} on",
  },
  "live-waiting": {
    fr: "Ligne coupée ; nouvel essai dans {seconds} s",
    en: "The line is down; trying again in {seconds} s",
  },
  liveEnded: { fr: "Le serveur a mis fin à l’écoute.", en: "The server has ended the subscription." },
  liveRefused: {
    fr: "Le serveur a refusé l’écoute ({code} {reason}).",
    en: "The server has refused the subscription ({code} {reason}).",
  },
  liveCount: { fr: "reçus : {count}", en: "received: {count}" },
  liveEvent: { fr: "Évènement", en: "Event" },

  asHtml: { fr: "Voir la lettre en HTML", en: "See the letter as HTML" },
  letterCount: { fr: "lettres : {count}", en: "letters: {count}" },

  visitor: { fr: "Visiteur", en: "Visitor" },
  signingIn: { fr: "Connexion…", en: "Signing in…" },
  refused: { fr: "La connexion a été refusée.", en: "Signing in was refused." },
  tooMany: {
    fr: "Trop d’essais : attendez une minute.",
    en: "Too many attempts: wait a minute.",
  },
  unverified: {
    fr: "Cette adresse attend encore sa vérification par courriel.",
    en: "This address is still to be verified by email.",
  },

  schemaReading: { fr: "Lecture du schéma…", en: "Reading the schema…" },
  schemaUnread: { fr: "Le schéma n’a pas pu être lu : {reason}", en: "The schema could not be read: {reason}" },
  schemaFound: { fr: "Trouvés : {total}", en: "Found: {total}" },
  schemaNotFound: { fr: "Rien ne s’appelle « {wanted} ».", en: "Nothing is called “{wanted}”." },
  schemaEntries: { fr: "Les entrées du graphe", en: "Where the graph begins" },
  schemaTypes: { fr: "Tous les types", en: "All types" },
  schemaBack: { fr: "Toutes les entrées", en: "All entry points" },
  schemaFields: { fr: "champs : {total}", en: "fields: {total}" },
  schemaImplements: { fr: "Est aussi :", en: "Is also:" },
  schemaPossible: { fr: "Est l’un de :", en: "Is one of:" },
  schemaUsedBy: { fr: "Se trouve dans :", en: "Found in:" },
  schemaDeprecated: { fr: "Déconseillé : {reason}", en: "Deprecated: {reason}" },
  kindOBJECT: { fr: "Objets", en: "Objects" },
  kindINTERFACE: { fr: "Interfaces", en: "Interfaces" },
  kindUNION: { fr: "Unions", en: "Unions" },
  kindINPUT_OBJECT: { fr: "Données fournies", en: "Inputs" },
  kindENUM: { fr: "Énumérations", en: "Enumerations" },
  kindSCALAR: { fr: "Valeurs simples", en: "Scalars" },
  kindWRAPPING: { fr: "Pages et réponses", en: "Pages and payloads" },
  oneOBJECT: { fr: "objet", en: "object" },
  oneINTERFACE: { fr: "interface", en: "interface" },
  oneUNION: { fr: "union", en: "union" },
  oneINPUT_OBJECT: { fr: "donnée fournie", en: "input" },
  oneENUM: { fr: "énumération", en: "enumeration" },
  oneSCALAR: { fr: "valeur simple", en: "scalar" },

  healthGood: { fr: "En service", en: "In service" },
  healthLate: { fr: "En service, avec du retard", en: "In service, running late" },
  healthBad: { fr: "En difficulté (réponse {status})", en: "In trouble (answer {status})" },
  healthLag: { fr: "{name} : {lag} en attente", en: "{name}: {lag} waiting" },
  healthUpToDate: { fr: "{name} : à jour", en: "{name}: up to date" },
};
