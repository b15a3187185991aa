import assert from "node:assert/strict";
import { test } from "node:test";
import { isOutlived, KEPT_MS, Kept } from "../../server/web/static/kept.js";

const VIEW = { calls: [{ number: "A001" }] };

function machine() {
  const held = new Map();
  const clock = { now: 1_000_000 };
  const store = { getItem: (key) => held.get(key) ?? null, setItem: (key, text) => held.set(key, text), removeItem: (key) => held.delete(key) };
  const kept = (version = "v1") => new Kept("board", version, { store: () => store, wall: () => clock.now });
  return { held, clock, kept };
}

test("the view of a moment ago is there after a reload, yesterday's is not", () => {
  const { clock, kept } = machine();
  assert.equal(kept().take(), null);
  kept().keep(VIEW);
  clock.now += KEPT_MS;
  assert.deepEqual(kept().take(), { view: VIEW, age: KEPT_MS });
  clock.now += 1;
  assert.equal(kept().take(), null);
});

test("what a clock of the future has kept is not believed", () => {
  const { clock, kept } = machine();
  kept().keep(VIEW);
  clock.now -= 60_000;
  assert.equal(kept().take(), null);
});

test("what other pages, or those of another hall, have kept is of no use; nor is what was dropped", () => {
  const { kept } = machine();
  kept().keep(VIEW);
  assert.equal(kept("v2").take(), null);
  assert.deepEqual(kept().take().view, VIEW);
  kept().drop();
  assert.equal(kept().take(), null);
});

test("nobody is shown what is two hours old, wherever it lay meanwhile", () => {
  const minute = 60_000;
  assert.equal(isOutlived(KEPT_MS, KEPT_MS, 0), false, "heard two hours ago");
  assert.equal(isOutlived(KEPT_MS, KEPT_MS + 1, 0), true);
  assert.equal(isOutlived(minute, 9 * 60 * minute, 0), true, "the box slept for a night: it has been stale for a minute");
  assert.equal(isOutlived(5_000, 9 * 60 * minute, 0), false, "or its clock was set: the server answers at once");
  assert.equal(isOutlived(minute, minute, KEPT_MS - minute + 1), true, "kept, and shown over a reload without a server");
  assert.equal(isOutlived(minute, minute, KEPT_MS - minute), false);
});

for (const spoilt of ["{", "null", "[]", "7", JSON.stringify(VIEW), '{"at":"x","version":"v1","view":{}}', '{"at":1000000,"version":"v1"}']) {
  test(`a spoilt store is an empty one: ${spoilt}`, () => {
    const { held, kept } = machine();
    held.set("board", spoilt);
    assert.equal(kept().take(), null);
  });
}

test("without a store the page lives on", () => {
  const refused = () => { throw new Error("denied"); };
  const kept = new Kept("board", "v1", { store: refused });
  kept.keep(VIEW);
  kept.drop();
  assert.equal(kept.take(), null);
});
