// What there is to show: the one question that fills the variables of the ready documents.

import { data } from "./transport.js";

const START = `query Start {
  events(first: 50) {
    nodes {
      id
      sessions(first: 50) { nodes { id } }
      thread {
        id liveCursor lastNumber reactions
        messages(last: 1) { nodes { id author { id name } } }
      }
    }
  }
  toCome: events(toCome: true, first: 20) {
    nodes { desk { id isOpen myRegistration { state } } }
  }
  cycles(first: 20) { nodes { id events { totalCount } } }
  polls(first: 50) {
    nodes { id kind most isOpen hasVoted outcome { id } options { number } }
  }
  resources(first: 100) {
    nodes { id revision kind topics { id } territories { id kind } }
  }
  collections(first: 20) { nodes { id entries { totalCount } } }
  people(first: 100) {
    nodes {
      topics { id }
      territories { id }
      affiliations(state: CONFIRMED, current: true, first: 1) {
        nodes { organization { id } }
      }
    }
  }
}`;

/** Ask what the documents can speak of; each is null where there is none. */
export async function whatToShow() {
  const { toCome, ...lists } = await data(START);
  const { events, cycles, polls, resources, collections, people } = lists;
  const event = best(events, (each) => each.sessions.nodes.length * 1000 + spoken(each));
  const desks = { nodes: toCome.nodes.map((each) => each.desk).filter(Boolean) };
  return {
    event: event?.id ?? null,
    thread: event?.thread ?? null,
    cycle: best(cycles, (each) => each.events.totalCount)?.id ?? null,
    desk: best(desks, (each) => 2 * each.isOpen + !each.myRegistration)?.id ?? null,
    decision: best(polls, (each) => 2 * Boolean(each.outcome) + !each.isOpen)?.id ?? null,
    ballot: best(polls, (each) => 2 * each.isOpen + !each.hasVoted),
    revised: best(resources, (each) => each.revision, (each) => each.revision > 1),
    resource: best(resources, classified),
    collection: best(collections, (each) => each.entries.totalCount)?.id ?? null,
    knower: best(people, known),
  };
}

/** Give the first that has most, of those that will do. */
function best({ nodes }, worth, does = () => true) {
  const [first] = nodes.filter(does).sort((one, other) => worth(other) - worth(one));
  return first ?? null;
}

const spoken = (event) => event.thread?.lastNumber ?? 0;

const classified = ({ topics, territories }) =>
  2 * (topics.length > 0) +
  2 * (territories.length > 0) +
  territories.some(({ kind }) => kind === "REGION");

const known = ({ topics, territories, affiliations }) =>
  (topics.length > 0) + (territories.length > 0) + (affiliations.nodes.length > 0);
