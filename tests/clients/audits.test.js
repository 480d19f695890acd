// GraphQL over HTTP: the audits of its specification, all of them.

import assert from "node:assert/strict";
import test from "node:test";
import { serverAudits } from "graphql-http";

const { COMMUNS } = process.env;
const AUDITS = 61;
const audits = serverAudits({ url: `${COMMUNS}/graphql`, fetchFn: fetch });
const tally = {};

for (const { id, name, fn } of audits) {
  test(`${id} ${name}`, async () => {
    const [level] = name.split(" ");
    const count = (tally[level] ??= { passed: 0, asked: 0 });
    count.asked += 1;
    const { status, reason } = await fn();
    assert.equal(status, "ok", reason);
    count.passed += 1;
  });
}

test("every audit was made", (t) => {
  const said = Object.entries(tally).map(([level, { passed, asked }]) => `${passed} of ${asked} ${level}`);
  t.diagnostic(`told: audits of GraphQL over HTTP that pass: ${said.join(", ")}`);

  assert.equal(audits.length, AUDITS);
});
