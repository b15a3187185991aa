import assert from "node:assert/strict";
import { test } from "node:test";
import { KEPT_MS, Kept } from "../../server/web/static/kept.js";

const VIEW = { calls: [{ number: "A001" }] };

function machine() {
  const held = new Map();
  const clock = { now: 1_000_000 };
  const store = { getItem: (key) => held.get(key) ?? null, setItem: (key, text) => held.set(key, text) };
  const kept = () => new Kept("board", { store: () => store, wall: () => clock.now });
  return { held, clock, kept };
}

test("the view of a moment ago is there after a reload, yesterday's is not", () => {
  const { clock, kept } = machine();
  assert.equal(kept().take(), null);
  kept().keep(VIEW);
  clock.now += KEPT_MS;
  assert.deepEqual(kept().take(), VIEW);
  clock.now += 1;
  assert.equal(kept().take(), null);
});

test("what a clock of the future has kept is not believed", () => {
  const { clock, kept } = machine();
  kept().keep(VIEW);
  clock.now -= 60_000;
  assert.equal(kept().take(), null);
});

for (const spoilt of ["{", "null", "[]", "7", JSON.stringify(VIEW), '{"at":"x","view":{}}']) {
  test(`a spoilt store is an empty one: ${spoilt}`, () => {
    const { held, kept } = machine();
    held.set("board", spoilt);
    assert.equal(kept().take(), null);
  });
}

test("without a store the page lives on", () => {
  const refused = () => { throw new Error("denied"); };
  const kept = new Kept("board", { store: refused });
  kept.keep(VIEW);
  assert.equal(kept.take(), null);
});
