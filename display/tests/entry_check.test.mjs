import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, nextOf, numberOf, timeOf, windowOf } from "../static/duty/outage/entry_check.js";

const EMPTY = { number: "", window: "", staff: "", taken_at: "", called_at: "", started_at: "", ended_at: "", reason: "" };
const WINDOWS = [{ id: "w1", no: "1", label: "1号窗口" }, { id: "w9", no: null, label: "残联窗口(5号旁)" }];
const FACTS = {
  asked: ["window", "staff", "taken_at", "called_at", "started_at", "ended_at"],
  entered: ["A801"], prefixes: ["A", "B"], windows: WINDOWS, names: { 1001: "张敏" }, since: "09:40:12", now: "10:24:30",
};
const told = (draft, facts = {}) => Object.fromEntries(Object.entries(faultsOf({ ...EMPTY, ...draft }, { ...FACTS, ...facts })).map(([field, [zh]]) => [field, zh]));

test("digits are a time and a number, as they stand on the paper", () => {
  assert.deepEqual(["940", "0940", "09:40", "9.40", "094005"].map(timeOf), ["09:40", "09:40", "09:40", "09:40", "09:40:05"]);
  assert.equal(numberOf("805", "A804"), "A805");
  assert.equal(numberOf("b802", "A804"), "B802");
  assert.deepEqual(["A804", "A899", "A031", ""].map(nextOf), ["A805", "", "", ""]);
  assert.deepEqual(["1", "残联", "2", ""].map((typed) => windowOf(typed, WINDOWS)?.id), ["w1", "w9", undefined, undefined]);
});

test("a slip that can be right is not told off, nor one that is not written yet", () => {
  assert.deepEqual(told({}), {});
  assert.deepEqual(told({ number: "A802", window: "1", staff: "1001", taken_at: "938", called_at: "940", started_at: "940", ended_at: "1024" }), {});
});

test("a number twice, of no queue, or none at all", () => {
  assert.equal(told({ number: "a801" }).number, "A801 已补录过");
  assert.equal(told({ number: "801", before: "A800" }).number, "A801 已补录过");
  assert.match(told({ number: "Z801" }).number, /没有 Z 字头的业务\(有 A、B\)/);
  assert.match(told({ number: "80" }).number, /不是号码/);
});

test("a time that cannot be says which and why", () => {
  assert.match(told({ taken_at: "2560" }).taken_at, /不是时间/);
  assert.equal(told({ ended_at: "1025" }).ended_at, "晚于现在 10:24");
  assert.equal(told({ ended_at: "939" }).ended_at, "早于停机 09:40");
  assert.deepEqual(told({ ended_at: "940" }), {}, "people write no seconds");
  assert.equal(told({ taken_at: "1000", called_at: "955" }).called_at, "早于取号时间 10:00");
  assert.equal(told({ taken_at: "1000", ended_at: "955" }).ended_at, "早于取号时间 10:00");
});

test("only what this outcome asks for is looked at", () => {
  assert.deepEqual(told({ window: "8", staff: "9", called_at: "x" }, { asked: ["taken_at"] }), {});
  assert.deepEqual(Object.keys(told({ window: "8", staff: "9" })), ["window", "staff"]);
});
