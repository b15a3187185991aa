import assert from "node:assert/strict";
import { test } from "node:test";
import { EVERY_MS, ring } from "../static/duty/alarms/rings.js";

const line = (id, more = {}) => ({ id, urgent: false, owner: null, escalated_at: null, members: [], ...more });
const OFFICER = { no: "D01", name: "杜明" };

/** The tones of these moments, one after the other. */
function tones(moments) {
  let last;
  return moments.map(([now, lines, stilledUntil = 0]) => {
    const said = ring(lines, { now, stilledUntil, last });
    last = said;
    return said.tone;
  });
}

test("what is new rings at once, what stands rings again at a calm pace", () => {
  const sign = [line("sign:s1")];
  assert.deepEqual(tones([[0, []], [1000, sign], [2000, sign], [1000 + EVERY_MS.plain - 1, sign], [1000 + EVERY_MS.plain, sign]]),
    [null, "plain", null, null, "plain"]);
});

test("a call for help rings otherwise, and more often", () => {
  const help = [line("help:w1", { urgent: true })];
  assert.deepEqual(tones([[0, help], [EVERY_MS.urgent, help], [EVERY_MS.urgent + 1, help]]), ["urgent", "urgent", null]);
  assert.ok(EVERY_MS.urgent < EVERY_MS.plain);
});

test("what somebody has taken is silent, also beside another that nobody has", () => {
  const taken = line("help:w1", { urgent: true, owner: OFFICER });
  assert.deepEqual(tones([[0, [taken]], [99_000, [taken]], [100_000, [taken, line("disk")]]]), [null, null, "plain"]);
});

test("told louder it is news, once", () => {
  const quiet = [line("sign:s1")];
  const louder = [line("sign:s1", { urgent: true, escalated_at: 5 })];
  assert.deepEqual(tones([[0, quiet], [1000, louder], [2000, louder]]), ["plain", "urgent", null]);
});

test("one more of a group is news", () => {
  const group = (n) => [line("group:sign", { members: Array.from({ length: n }, (_, i) => ({ id: i })) })];
  assert.equal(tones([[0, group(4)], [1000, group(5)]])[1], "plain");
});

test("stilled, nothing rings; what came meanwhile rings when that is over", () => {
  const sign = [line("sign:s1")];
  assert.deepEqual(tones([[0, sign], [1000, [...sign, line("disk")], 60_000], [40_000, sign, 60_000], [60_000, [...sign, line("disk")]]]),
    ["plain", null, null, "plain"]);
});

test("nothing to say, nothing rings", () => {
  assert.deepEqual(tones([[0, []], [99_000, []]]), [null, null]);
});
