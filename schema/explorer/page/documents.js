// The documents that stand ready, by what they are about.

import { MEETINGS } from "./meetings.js";
import { NETWORK } from "./network.js";
import { SHELVES } from "./shelves.js";
import { TALKS } from "./talks.js";
import { YOURS } from "./yours.js";

/** Families of {key, title, documents}; of a document, `variables(found)` fills its variables. */
export const FAMILIES = [
  { key: "meetings", title: { fr: "Rencontres", en: "Events" }, documents: MEETINGS },
  { key: "talks", title: { fr: "Discussions", en: "Discussions" }, documents: TALKS },
  { key: "shelves", title: { fr: "Ressources", en: "Resources" }, documents: SHELVES },
  { key: "network", title: { fr: "Réseau", en: "Network" }, documents: NETWORK },
  { key: "yours", title: { fr: "À vous", en: "Yours" }, documents: YOURS },
];

export const DOCUMENTS = FAMILIES.flatMap(({ documents }) => documents);
