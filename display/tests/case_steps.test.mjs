// What a step of a case sends: the choice that stands, what has changed, who appeals.
import assert from "node:assert/strict";
import test from "node:test";
import { blank, bodyOf, fieldsOf } from "../static/duty/complaints/steps.js";

const boot = {
  officers: [{ no: "D01", name: "杜明" }, { no: "D02", name: "丹青" }, { no: "1001", name: "安敏" }], units: ["社保"],
  choices: {}, channels: [["desk", "现场"], ["letter", "信函"]], levels: [{ level: 5, label: "非常满意" }, { level: 1, label: "非常不满意" }],
};
const sheet = { id: "TS-1", steps: 3, staff_no: "1001", target: "2号窗口", matter: "态度", place: "一楼", channel: "信函", happened_local: "2026-03-01T09:00" };
const about = { sheet, boot, me: "D01" };
const said = (step, more, of = sheet) => {
  const fields = fieldsOf(step, { ...about, sheet: of });
  return bodyOf(step, fields, { ...blank(fields), ...more }, of);
};

test("the clerk concerned is no choice, and who asks is the first one", () => {
  const [field] = fieldsOf("take", about);
  assert.deepEqual(field.options, [["", "本人"], ["D02", "丹青"]]);
  assert.deepEqual(said("take", {}), { step: "take", seen: 3 });
  assert.deepEqual(said("hand", { staff: "D02", text: " 换班 " }), { step: "hand", seen: 3, staff: "D02", text: "换班" });
});

test("a correction sends what has changed and nothing else", () => {
  assert.deepEqual(said("correct", { target: "3号窗口", text: "听错" }), { step: "correct", seen: 3, text: "听错", changes: { target: "3号窗口" } });
  assert.deepEqual(said("correct", { happened_at: "2026-03-01T10:00", channel: "desk", text: "错" }).changes, { happened_at: "2026-03-01 10:00", channel: "desk" });
});

test("a letter has no spoken reply", () => {
  const codes = (written) => fieldsOf("answer", { ...about, sheet: { ...sheet, written } })[0].options.map(([code]) => code);
  assert.deepEqual([codes(true), codes(false)], [["written", "none"], ["oral", "written", "none"]]);
});

test("a date is asked for a complex one only where the hall's rules have no days for it", () => {
  assert.deepEqual(fieldsOf("sort", about).map((f) => f.name), ["complex"]);
  assert.deepEqual(fieldsOf("sort", { ...about, sheet: { ...sheet, told: true } }).map((f) => f.name), ["complex", "date", "text"]);
  assert.deepEqual(said("sort", { complex: "yes" }), { step: "sort", seen: 3, complex: true });
  assert.deepEqual(said("sort", {}), { step: "sort", seen: 3 });
});

test("an appeal is the clerk's, a second level is a number", () => {
  assert.equal(said("appeal", { text: "不属实" }).staff, "1001");
  assert.equal(said("second", { second: "1" }).second, 1);
});
