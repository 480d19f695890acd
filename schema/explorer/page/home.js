// The home page: its first question, and the state of the service.

import { element, find } from "./elements.js";
import { GRAPHQL, JSON_TEXT, paint } from "./highlight.js";
import { ask } from "./transport.js";
import { startSpeaking, whenSpoken, word } from "./words.js";

const FIRST = `{
  events(toCome: true, first: 3) {
    nodes {
      title
      startsAt
      cycle { title }
      desk { placesLeft }
    }
  }
}`;

let health = null;

async function run() {
  const answer = find("first-answer");
  try {
    paint(answer, JSON.stringify((await ask(FIRST)).body, null, 2), JSON_TEXT);
  } catch {
    answer.textContent = word("unreachable");
  }
}

function curl() {
  const body = JSON.stringify({ query: FIRST.replace(/\s+/g, " ") });
  return `curl ${location.origin}/graphql \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}

async function examine() {
  try {
    const response = await fetch("/health", { headers: { Accept: "application/json" } });
    health = { status: response.status, followers: (await response.json()).followers ?? {} };
  } catch {
    health = { status: null, followers: {} };
  }
  showHealth();
}

function showHealth() {
  if (!health) return;
  const followers = Object.entries(health.followers);
  const late = followers.some(([, { lag }]) => lag > 0);
  const good = health.status === 200;
  const key = health.status === null ? "unreachable" : good ? (late ? "healthLate" : "healthGood") : "healthBad";
  find("health").textContent = word(key, { status: health.status });
  find("health").dataset.state = good ? "good" : "bad";
  find("health-details").replaceChildren(
    ...followers.map(([name, { lag }]) =>
      element("li", {}, word(lag ? "healthLag" : "healthUpToDate", { name, lag })),
    ),
  );
}

paint(find("first-query"), FIRST, GRAPHQL);
find("first-curl").textContent = curl();
find("first-run").addEventListener("click", run);
whenSpoken(showHealth);
startSpeaking();
examine();
