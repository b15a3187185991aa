// What a sign would lose of a notice, and what is asked of the server.
import assert from "node:assert/strict";
import test from "node:test";
import { bodyOf, cutOff } from "../static/duty/notices/words.js";

const WORDS = { text: " 停电 ", text_en: "", sign: "停电 ", end: "", until: "", reason: " 检修 " };
const OWN = { id: "", urgency: "plain" };

test("a sign of eight half-width characters loses what is beyond the fourth", () => {
  assert.equal(cutOff("明日上午停电", 8), "停电");
  assert.equal(cutOff("明日停电", 8), "");
  assert.equal(cutOff("3点停电", 6), "电");
  assert.equal(cutOff("多长都行", 0), "");
});

test("one's own words go with their sign and their end", () => {
  const told = { text: "停电", text_en: "", sign: "停电", floors: ["1"], reason: "检修" };
  assert.deepEqual(bodyOf(OWN, WORDS, ["1"]), told);
  assert.deepEqual(bodyOf(OWN, { ...WORDS, end: "0" }, ["1"]), { ...told, minutes: 0 });
  assert.deepEqual(bodyOf(OWN, { ...WORDS, end: "until", until: "17:30" }, ["1"]), { ...told, until: "17:30" });
});

test("a prepared one is named, and an evacuation has no floors", () => {
  const told = { reason: "检修" };
  assert.deepEqual(bodyOf({ id: "outage", urgency: "urgent" }, WORDS, ["2"]), { template: "outage", floors: ["2"], ...told });
  assert.deepEqual(bodyOf({ id: "fire", urgency: "evacuate" }, WORDS, ["2"]), { template: "fire", floors: [], ...told });
});
