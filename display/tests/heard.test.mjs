import assert from "node:assert/strict";
import { test } from "node:test";
import { Heard } from "../../server/web/static/heard.js";

const SERVER = 1_800_000_000_000;

/** A TV box whose two clocks are moved by hand; its wall clock says the year 2000. */
function box() {
  const at = { wall: 946_684_800_000, steady: 1234.5 };
  const heard = new Heard({ wall: () => at.wall, steady: () => at.steady });
  const pass = (ms) => { at.wall += ms; at.steady += ms; };
  return { at, heard, pass };
}

test("the server's time is kept by a box in another year", () => {
  const { heard, pass } = box();
  assert.equal(heard.told(SERVER, true), true);
  pass(4000);
  assert.equal(heard.now(), SERVER + 4000);
  assert.equal(heard.told(SERVER + 4200), true);
  assert.equal(heard.now(), SERVER + 4200);
});

test("quiet after two beats and a little", () => {
  const { heard, pass } = box();
  heard.told(SERVER, true);
  pass(12_000);
  assert.equal(heard.quiet(), false);
  pass(1);
  assert.equal(heard.quiet(), true);
  assert.equal(heard.told(SERVER + 12_100), true, "late, but from now");
  assert.equal(heard.quiet(), false);
});

for (const [what, move] of [
  ["the box slept for a minute: its steady clock stood still", (at) => { at.wall += 60_000; }],
  ["the wall clock is put forward by an hour", (at) => { at.wall += 3_600_000; }],
  ["the wall clock is put back by an hour", (at) => { at.wall -= 3_600_000; }],
]) {
  test(`${what}: nothing counts until the server has answered`, () => {
    const { at, heard, pass } = box();
    heard.told(SERVER, true);
    pass(3000);
    move(at);
    assert.equal(heard.doubtful(), true);
    assert.ok(heard.now() >= SERVER + 3000, "time never runs back");
    assert.equal(heard.told(SERVER + 1000), false, "it lay in the box");
    pass(500);
    assert.equal(heard.doubtful(), true);
    assert.equal(heard.told(SERVER + 63_500, true), true);
    assert.equal(heard.doubtful(), false);
    assert.equal(heard.now(), SERVER + 63_500);
    pass(2000);
    assert.equal(heard.told(SERVER + 65_500), true);
  });
}

test("after sleep the past is old, not young", () => {
  const { at, heard } = box();
  heard.told(SERVER, true);
  at.wall += 60_000;
  assert.ok(heard.now() - SERVER >= 60_000, "a call of then is past its ten seconds");
});

test("a message that was long on its way is not taken for now, but a server that is put right is believed when asked", () => {
  const { heard, pass } = box();
  heard.told(SERVER, true);
  pass(10_000);
  assert.equal(heard.told(SERVER + 5000), true, "five seconds on a slow line");
  pass(10_000);
  assert.equal(heard.told(SERVER + 6000), false);
  assert.equal(heard.doubtful(), true);
  assert.equal(heard.told(SERVER - 600_000, true), true);
  assert.equal(heard.now(), SERVER - 600_000);
});

test("clocks that differ a little as all clocks do are believed", () => {
  const { at, heard } = box();
  heard.told(SERVER, true);
  for (let beat = 1; beat < 1000; beat += 1) {
    at.wall += 5000;
    at.steady += 5050; // one in a hundred: worse than any
    assert.equal(heard.told(SERVER + beat * 5000), true);
  }
});
