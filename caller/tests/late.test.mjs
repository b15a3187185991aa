// Ages in the lists get their colours at half of the promised wait, and at all of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lateness } from "../static/console/late.js";

test("nothing, then long, then late, to the millisecond", () => {
  const promise = 45 * 60_000;
  assert.equal(lateness(0, promise), null);
  assert.equal(lateness(-5_000, promise), null); // the clocks of server and page differ a little
  assert.equal(lateness(promise / 2 - 1, promise), null);
  assert.deepEqual(lateness(promise / 2, promise), ["久等", "warn"]);
  assert.deepEqual(lateness(promise - 1, promise), ["久等", "warn"]);
  assert.deepEqual(lateness(promise, promise), ["超时", "bad"]);
  assert.deepEqual(lateness(10 * promise, promise), ["超时", "bad"]);
});
