import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcements, FRESH_MS, isFresh, sentence, timeline } from "../static/announce.js";

const call = (over = {}) => ({
  seq: 5, id: 5, kind: "call", at: 1000, prefix: "A", serial_digits: "012", window_no: "3", ...over,
});
const ids = (message) => sentence(message).map((clip) => clip.id);

test("a call becomes head, digits, pair and tail", () => {
  for (const [message, expected] of [
    [{}, ["head-A", "digit-0", "pair-12", "tail-3"]],
    [{ serial_digits: "1000" }, ["head-A", "digit-1", "digit-0", "pair-00", "tail-3"]],
    [{ serial_digits: "07" }, ["head-A", "pair-07", "tail-3"]],
    [{ serial_digits: "7" }, ["head-A", "pair-07", "tail-3"]],
    [{ prefix: "BC" }, ["head-B", "letter-C", "digit-0", "pair-12", "tail-3"]],
    [{ window_no: null }, ["head-A", "digit-0", "pair-12", "tail-side"]],
    [{ window_no: "08" }, ["head-A", "digit-0", "pair-12", "tail-8"]],
  ]) assert.deepEqual(ids(call(message)), expected);
});

test("the long pause stands before the number, whatever the letters", () => {
  const gaps = { head_letter: 1, head_number: 2, digit_pair: 3, number_tail: 4 };
  const pauses = (prefix) => sentence(call({ prefix }), gaps).map((clip) => clip.gap);
  assert.deepEqual(pauses("A"), [2, 3, 4, 0]);
  assert.deepEqual(pauses("AB"), [1, 2, 3, 4, 0]);
});

test("clips follow one another with their gaps", () => {
  const clips = [{ gap: 10 }, { gap: 20 }, { gap: 0 }];
  assert.deepEqual(timeline(clips, [100, 200, 300]), { starts: [0, 110, 330], length: 630 });
});

test("ten seconds old is still said, a little more is not", () => {
  assert.equal(isFresh(call(), 1000 + FRESH_MS), true);
  assert.equal(isFresh(call(), 1001 + FRESH_MS), false);
});

test("first in, first out, and what grew old in the line is dropped", () => {
  const line = new Announcements();
  for (const [id, at] of [[1, 0], [2, 8000], [3, 9000]]) line.offer(call({ id, at }));
  assert.equal(line.next(9000).id, 1);
  assert.equal(line.next(18_500).id, 3);
  assert.equal(line.next(18_500), null);
});

test("nothing that the snapshot held, nothing twice, nothing but calls", () => {
  const line = new Announcements();
  line.snapshot(5);
  assert.equal(line.offer(call({ seq: 5 })), false);
  assert.equal(line.offer(call({ seq: 6, id: 6 })), true);
  assert.equal(line.offer(call({ seq: 6, id: 6 })), false);
  assert.equal(line.offer(call({ seq: 7, id: 7, kind: "notice" })), false);
});

test("a reconnect does not forget what was spoken, and its memory stays small", () => {
  const line = new Announcements();
  for (let id = 1; id <= 1000; id += 1) assert.equal(line.offer(call({ id, seq: id })), true);
  line.snapshot(990);
  assert.equal(line.offer(call({ id: 995, seq: 995 })), false);
});
