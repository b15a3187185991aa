import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcements, ASSISTED, cutsOff, FRESH_MS, isFresh, mannerOf, sentence, sentenceInEnglish, timeline, USUAL } from "../static/voice/announce.js";

const call = (over = {}) => ({
  seq: 5, id: 5, kind: "call", at: 1000, number: "A012", prefix: "A", window_no: "3", ...over,
});
const ids = (message) => sentence(message).map((clip) => clip.id);

test("a call becomes head, digits, pair and tail", () => {
  for (const [message, expected] of [
    [{}, ["head-A", "digit-0", "pair-12", "tail-3"]],
    [{ number: "A1000" }, ["head-A", "digit-1", "digit-0", "pair-00", "tail-3"]],
    [{ number: "A07" }, ["head-A", "pair-07", "tail-3"]],
    [{ number: "A7" }, ["head-A", "pair-07", "tail-3"]],
    [{ number: "BC012", prefix: "BC" }, ["head-B", "letter-C", "digit-0", "pair-12", "tail-3"]],
    [{ window_no: null }, ["head-A", "digit-0", "pair-12", "tail-side"]],
    [{ window_no: "08" }, ["head-A", "digit-0", "pair-12", "tail-8"]],
  ]) assert.deepEqual(ids(call(message)), expected);
});

test("the long pause stands before the number, whatever the letters", () => {
  const gaps = { head_letter: 1, head_number: 2, digit_pair: 3, number_tail: 4 };
  const pauses = (prefix) => sentence(call({ number: `${prefix}012`, prefix }), gaps).map((clip) => clip.gap);
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

test("nothing is said twice, but what a restored hall calls by an old number is", () => {
  const line = new Announcements();
  assert.equal(line.offer(call(), 1000), true);
  assert.equal(line.offer(call(), 1000), false);
  assert.equal(line.offer(call({ at: 90_000, number: "B001" }), 90_000), true);
});

test("first in, first out, and what grew old before its turn is dropped", () => {
  const line = new Announcements();
  for (const [id, at] of [[1, 0], [2, 8000], [3, 9000]]) line.offer(call({ id, at }), 9000);
  assert.equal(line.next(18_500).id, 3);
  assert.equal(line.next(18_500), null);
});

test("a burst is spoken whole: waiting behind another call does not age", () => {
  const line = new Announcements();
  for (const id of [1, 2, 3]) line.offer(call({ id, at: 0 }), 0);
  assert.deepEqual([0, 12_000, 24_000, 36_000].map((now) => line.next(now)?.id), [1, 2, 3, undefined]);
});

test("but only behind speech, and never a minute long", () => {
  const line = new Announcements();
  line.offer(call({ id: 1, at: 0 }), 0);
  assert.equal(line.next(0).id, 1);
  assert.equal(line.next(5000), null);
  line.offer(call({ id: 2, at: 5000 }), 5000);
  assert.equal(line.next(15_001), null);
  for (let id = 3; id < 12; id += 1) line.offer(call({ id, at: 20_000 }), 20_000);
  const said = [];
  for (let now = 20_000; now < 140_000; now += 12_000) said.push(line.next(now)?.id);
  assert.deepEqual(said.filter(Boolean), [3, 4, 5, 6, 7, 8]);
});

test("what arrives late is not spoken, even by a busy mouth", () => {
  assert.equal(new Announcements().offer(call({ at: 0 }), FRESH_MS + 1), false);
});

test("nothing twice, nothing without a voice", () => {
  const line = new Announcements();
  assert.equal(line.offer(call({ seq: 6, id: 6 }), 1000), true);
  assert.equal(line.offer(call({ seq: 6, id: 6 }), 1000), false);
  assert.equal(line.offer(call({ seq: 7, id: 7, kind: "notice" }), 1000), false);
});

test("what was spoken is not forgotten, and the memory stays small", () => {
  const line = new Announcements();
  for (let id = 1; id <= 1000; id += 1) assert.equal(line.offer(call({ id, seq: id }), 1000), true);
  assert.equal(line.offer(call({ id: 995, seq: 995 }), 1000), false);
});

test("a board of several floors says which; one of a single floor does not", () => {
  const upstairs = call({ floor_no: 2 });
  assert.deepEqual(ids(upstairs), ["head-A", "digit-0", "pair-12", "tail-3"]);
  const told = (over, gaps = {}) => sentence(call({ floor_no: 2, ...over }), gaps, true);
  assert.deepEqual(told({}).map(({ id }) => id), ["head-A", "digit-0", "pair-12", "floor-2", "window-3"]);
  assert.deepEqual(told({}, { number_tail: 1, floor_window: 2 }).map(({ gap }) => gap).slice(-3), [1, 2, 0]);
  assert.deepEqual(told({ window_no: null }).map(({ id }) => id).slice(-2), ["floor-2", "tail-side"]);
  assert.deepEqual(told({ floor_no: null }).map(({ id }) => id).slice(-1), ["tail-3"], "a floor without a number");
});

test("the same call in English: letters, digits one by one, floor and window", () => {
  const gaps = { head_letter: 1, head_number: 2, digit_digit: 3, number_window: 4, floor_window: 5 };
  const told = (over, floors = false) => sentenceInEnglish(call(over), gaps, floors);
  assert.deepEqual(told({}), [
    { id: "head-A", gap: 2 }, { id: "digit-0", gap: 3 }, { id: "digit-1", gap: 3 }, { id: "digit-2", gap: 4 }, { id: "window-3", gap: 0 },
  ]);
  assert.deepEqual(told({ number: "BC07", prefix: "BC", floor_no: 2, window_no: "08" }, true).map(({ id }) => id),
    ["head-B", "letter-C", "digit-0", "digit-7", "floor-2", "window-8"]);
  assert.equal(told({ window_no: null }).at(-1).id, "window-side");
});

test("who needs help hears the second call louder and slower, nobody else does", () => {
  assert.equal(mannerOf(call({ assisted: true, recall: true })), ASSISTED);
  for (const over of [{ assisted: true }, { recall: true }, {}, { assisted: false, recall: true }]) assert.equal(mannerOf(call(over)), USUAL);
  assert.ok(ASSISTED.gain > 1 && ASSISTED.stretch > 1 && ASSISTED.pause > 1);
});

const notice = (over = {}) => ({ seq: 6, id: "notice-6", kind: "notice", at: 1000, clip: "open", ...over });

test("a notice takes its turn, with its clip or with the chime alone", () => {
  const line = new Announcements();
  line.offer(call({ id: 1, at: 0 }), 0);
  assert.equal(line.offer(notice({ at: 0 }), 0), true);
  assert.equal(line.offer(notice({ id: "chime", at: 0, clip: "" }), 0), true);
  assert.deepEqual([0, 10_000, 20_000].map((now) => line.next(now)?.id), [1, "notice-6", "chime"]);
});

test("whoever is told to leave hears nothing else after that, and the call being said is not said again", () => {
  const line = new Announcements();
  line.offer(call({ id: "a" }), 1000);
  line.offer(call({ id: "b" }), 1000);
  const said = line.next(1000);
  assert.equal(line.mayRepeat(said), true);
  line.offer(notice({ id: "outage", at: 1000, clip: "outage", urgent: true }), 1100);
  line.offer(notice({ id: "fire", at: 1100, clip: "fire", urgent: true, leave: true }), 1100);
  assert.equal(line.mayRepeat(said), false);
  assert.deepEqual([line.next(4000).id, line.next(9000)], ["fire", null]);
});

const fire = (over = {}) => notice({ clip: "fire", text: "火警", urgent: true, leave: true, ...over });
const allClear = (over = {}) => notice({ id: "clear", clip: "all-clear", text: "疏散已解除", urgent: true, clear: true, ...over });

test("a mouth that was locked does not say that there is a fire when it is over, but that it is over", () => {
  const line = new Announcements();
  for (const at of [0, 30_000, 60_000]) line.offer(fire({ id: `fire-${at}`, at }), at);
  line.offer(allClear({ at: 70_000 }), 70_000);
  line.offer(call({ id: 1, at: 71_000 }), 71_000);
  assert.deepEqual([80_000, 80_500, 90_000].map((now) => line.next(now)?.id), ["clear", 1, undefined]);
});

test("a fire that could not be said is said once, not as often as it was told", () => {
  const line = new Announcements();
  for (const at of [0, 30_000, 60_000]) line.offer(fire({ id: `fire-${at}`, at }), at);
  line.offer(fire({ id: "gas", text: "燃气", at: 61_000 }), 61_000);
  assert.deepEqual([62_000, 70_000, 80_000].map((now) => line.next(now)?.id), ["fire-60000", "gas", undefined]);
});

test("of a notice that has ended nothing is said any more, however long the mouth was locked", () => {
  const line = new Announcements();
  const power = notice({ id: "power", seq: 7, notice: "n1", at: 0, urgent: true });
  for (const message of [power, { ...power, id: "outage", notice: "n2" }, { ...power, id: "new", notice: "n3", seq: 9 }]) line.offer(message, 0);
  line.stand(["n2"], 8);
  assert.deepEqual([60_000, 61_000, 62_000].map((now) => line.next(now)?.id), ["outage", "new", undefined], "no view tells of the newest yet");
});

test("the way out is said at once, and that it is over; nothing else cuts a sentence short", () => {
  const plain = notice({ urgent: true });
  for (const [message, said, expected] of [
    [fire(), call(), true], [fire(), plain, true], [fire(), allClear(), true], [allClear(), fire(), true],
    [fire(), fire(), false], [allClear(), call(), false], [plain, call(), false], [call(), fire(), false], [fire(), null, false],
  ]) assert.equal(cutsOff(message, said), expected, `${message.id} while ${said?.id}`);
});

test("what is urgent is the next, and no busy line drops it", () => {
  const line = new Announcements();
  for (const id of [1, 2, 3]) line.offer(call({ id, at: 0 }), 0);
  assert.equal(line.next(0).id, 1);
  line.offer(notice({ id: "fire", at: 2000, clip: "fire", urgent: true }), 2000);
  line.offer(notice({ id: "outage", at: 3000, clip: "outage", urgent: true }), 3000);
  assert.deepEqual([12_000, 40_000, 60_000].map((now) => line.next(now)?.id), ["fire", "outage", 2]);
});

test("a notice outlives a crowd of calls that would be too old", () => {
  const line = new Announcements();
  for (let id = 1; id <= 6; id += 1) line.offer(call({ id, at: 0 }), 0);
  line.offer(notice({ at: 0 }), 0);
  line.offer(call({ id: 8, at: 0 }), 0);
  const said = [];
  for (let now = 0; now < 120_000; now += 12_000) said.push(line.next(now)?.id);
  assert.deepEqual(said.filter(Boolean), [1, 2, 3, 4, 5, 6, "notice-6"]);
});

test("what another mouth of the zone could not say yet is said here, unless it is too old", () => {
  const line = new Announcements();
  assert.equal(line.offer(call({ id: 1, at: 0, waited: 20_000 }), 25_000), true);
  assert.equal(line.offer(call({ id: 2, at: 0, waited: 5000 }), 25_000), false);
  assert.equal(line.next(29_000).id, 1);
});

test("what was cut off is the next again; what was given away may come back", () => {
  const line = new Announcements();
  for (const id of [1, 2]) line.offer(call({ id, at: 0 }), 0);
  const first = line.next(0);
  line.again(first, 6000);
  assert.equal(line.next(9000).id, 1);
  assert.equal(line.next(15_000).id, 2, "it waited behind the first both times, but for three seconds");
  line.offer(call({ id: 3, at: 15_000 }), 15_000);
  line.clear();
  assert.equal(line.next(15_000), null);
  assert.equal(line.offer(call({ id: 3, at: 15_000 }), 15_000), true);
});

test("a call is said again unless more wait behind it than could be said in time; a notice always is", () => {
  const line = new Announcements();
  for (let seq = 1; seq <= 6; seq += 1) line.offer(call({ id: `call-${seq}`, seq, at: 0 }), 0);
  const first = line.next(0);
  assert.equal(line.mayRepeat(first), false, "five wait");
  assert.equal(line.mayRepeat({ kind: "notice", clip: "open" }), true);
  const second = line.next(5000);
  assert.equal(line.mayRepeat(second), true, "four wait");
});
