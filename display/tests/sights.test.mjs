// Many calls at once: none goes out of sight before it was seen, each keeps its place, and a quiet hall is left alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIGHT_MS, Sights } from "../static/board/sights.js";

const ROOM = 7, PLACES = 12, STEP = 500;

/** A board that is looked at every STEP ms: what stood on it and for how long, by number. */
class Board {
  sights = new Sights();
  now = 1000;
  calls = [];
  inSight = new Map();
  places = new Map();
  moved = [];
  seq = 0;

  call(number) {
    this.seq += 1;
    this.calls = [{ number, seq: this.seq }, ...this.calls.filter((call) => call.number !== number)];
  }

  leave(number) {
    this.calls = this.calls.filter((call) => call.number !== number);
  }

  look() {
    const shown = this.sights.look(this.calls, this.now, ROOM, PLACES);
    const stand = shown.crowded ? shown.places : this.calls.slice(0, ROOM);
    stand.forEach((call, at) => {
      if (!call) return;
      this.inSight.set(call.number, (this.inSight.get(call.number) ?? 0) + STEP);
      if (!shown.crowded) return;
      const place = `${shown.page}.${at}`;
      if ((this.places.get(call.number) ?? place) !== place) this.moved.push(call.number);
      this.places.set(call.number, place);
    });
    this.now += STEP;
    return shown;
  }

  lookFor(ms) {
    let shown = null;
    for (let spent = 0; spent < ms; spent += STEP) shown = this.look();
    return shown;
  }
}

const numbers = (count, from = 1) => Array.from({ length: count }, (_, at) => `A${String(from + at).padStart(3, "0")}`);

test("as many calls as there is room for make no crowd, however quick they come", () => {
  const board = new Board();
  board.look();
  numbers(ROOM).forEach((number) => board.call(number));
  assert.deepEqual(board.look(), { crowded: false });
  board.lookFor(2 * SIGHT_MS);
  numbers(ROOM, 20).forEach((number) => board.call(number));
  assert.deepEqual(board.look(), { crowded: false }, "the first seven had been seen");
});

test("what stood there when the page was loaded makes no crowd", () => {
  const board = new Board();
  board.sights.drawn(board.now); // the page, before it knew of any call
  numbers(30).forEach((number) => board.call(number));
  assert.deepEqual(board.look(), { crowded: false });
});

test("one more than there is room for: all are shown, each in a place that it keeps", () => {
  const board = new Board();
  board.look();
  numbers(ROOM + 1).forEach((number) => board.call(number));
  const shown = board.look();
  assert.equal(shown.crowded, true);
  assert.deepEqual(shown.places.filter(Boolean).map((call) => call.number), numbers(ROOM + 1));
  numbers(4, 20).forEach((number) => { board.call(number); board.look(); });
  board.call("A003");
  board.look();
  assert.deepEqual(board.moved, []);
  assert.equal(board.places.get("A003"), "0.2", "called again, it stands where it stood");
});

test("who leaves is gone at once, and the place is given to the next", () => {
  const board = new Board();
  board.look();
  numbers(ROOM + 2).forEach((number) => board.call(number));
  board.look();
  board.leave("A002");
  assert.equal(board.look().places[1], null);
  board.call("A050");
  assert.equal(board.look().places[1].number, "A050");
});

test("two calls a second for twenty seconds: every one is in sight for its time", () => {
  const board = new Board();
  board.look();
  for (const number of numbers(40)) { board.call(number); board.look(); }
  board.lookFor(2 * SIGHT_MS);
  const short = numbers(40).filter((number) => (board.inSight.get(number) ?? 0) < 5 * STEP);
  assert.deepEqual(short, []);
});

test("forty calls in one moment are shown page by page, none left out, and the board calms down by itself", () => {
  const board = new Board();
  board.look();
  numbers(40).forEach((number) => board.call(number));
  const shown = board.look();
  assert.equal(shown.pages, Math.ceil(40 / PLACES));
  board.lookFor(6 * SIGHT_MS);
  assert.deepEqual(numbers(40).filter((number) => (board.inSight.get(number) ?? 0) < 5 * STEP), []);
  assert.deepEqual(board.look(), { crowded: false });
});

test("a page that slept has shown nothing meanwhile", () => {
  const board = new Board();
  board.look();
  numbers(ROOM + 1).forEach((number) => board.call(number));
  board.look();
  board.now += 3_600_000;
  board.call("A099");
  assert.equal(board.look().crowded, true);
});
