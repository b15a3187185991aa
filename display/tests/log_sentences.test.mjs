import assert from "node:assert/strict";
import { test } from "node:test";
import { atOnce, oneEach, sayer, sentence } from "../static/duty/words.js";

const say = { window: (id) => `${id}号窗口`, staff: (no) => no, reason: (code) => ({ slow: "办理时间太长", other: "其他" })[code] ?? code };

test("why a rating was bad is read in words, an unknown code as it is", () => {
  const event = { type: "rating.reasons.v1", window: "1", reasons: ["slow", "other", "new"] };
  assert.equal(sentence(event, say), "1号窗口 差评原因:办理时间太长、其他、new");
});

test("whether the way came out on paper, and if not, why", () => {
  const event = { type: "ticket.way_slip.v1", ticket: "20261123-A001", printed: true, cause: "" };
  assert.equal(sentence(event, say), "已打印去处 A001");
  assert.equal(sentence({ ...event, printed: false, cause: "paper_out" }, say), "去处没有打印 A001:缺纸");
  assert.equal(sentence({ ...event, printed: false, cause: "stopped" }, say), "去处没有打印 A001:停机,不能确定");
});

const names = { windows: { w3: "3号窗口" }, names: {}, queues: { tax: "契税" }, kiosks: { k1: "一楼取号机" }, checks: {}, reasons: {} };

test("many who were moved by one decision are one line, with their numbers and where they are now", () => {
  const both = { at: 5, actor: "staff:D01" };
  const decision = { type: "queue.moved.v1", ...both, numbers: ["A001", "A002"], to: "window", to_id: "w3", reason: "窗口关闭" };
  const one = { type: "ticket.moved.v1", ticket: "20261123-A001", to: "window", to_id: "w3", reason: "窗口关闭" };
  const alone = { ...one, at: 9, actor: "staff:D01" };
  assert.deepEqual(oneEach([alone, { ...one, ...both }, decision]), [alone, decision]);
  assert.equal(sentence(decision, sayer(names)), "转移等候 2 人(A001、A002)到 3号窗口:窗口关闭");
  assert.equal(sentence({ ...decision, to: "queue", to_id: "tax" }, sayer(names)), "转移等候 2 人(A001、A002)到 契税:窗口关闭");
});

test("a kiosk out of service says why, and back needs no reason", () => {
  const event = { type: "kiosk.switched.v1", kiosk: "k1", on: false, reason: "卡纸" };
  assert.equal(sentence(event, sayer(names)), "一楼取号机 停用:卡纸");
  assert.equal(sentence({ ...event, on: true, reason: "" }, sayer(names)), "一楼取号机 恢复取号");
});

test("an alarm from its cause to its end, in words", () => {
  const facts = { window: "1", cause: "unplugged" };
  assert.equal(sentence({ type: "alarm.condition.v1", kind: "sign", present: true, facts }, say), "1号窗口窗口屏已拔出");
  assert.equal(sentence({ type: "alarm.condition.v1", kind: "sign", present: false, facts: {} }, say), "窗口屏恢复正常");
  assert.equal(sentence({ type: "alarm.raised.v1", kind: "sign", facts }, say), "提醒:1号窗口窗口屏已拔出");
  assert.equal(sentence({ type: "alarm.raised.v1", kind: "disk", facts: {} }, say), "提醒:数据磁盘将满");
  assert.equal(sentence({ type: "alarm.taken.v1", alarms: ["help:1"], of: "" }, say), "接手提醒:1号窗口呼叫值班");
  assert.equal(sentence({ type: "alarm.taken.v1", alarms: ["disk"], of: "D02" }, say), "接手提醒:数据磁盘将满(原由D02处理)");
  const signs = Array.from({ length: 40 }, (_, n) => `sign:s${n}`);
  assert.equal(sentence({ type: "alarm.escalated.v1", alarms: signs }, say), "无人接手,再次提醒:窗口屏故障等 40 项");
  assert.equal(sentence({ type: "alarm.noted.v1", alarm: "unmanned:2", text: "已电话联系" }, say), "2号窗口窗口无人:已电话联系");
});

test("forty signs on one switch are one line of the log, whatever stands around them", () => {
  const sign = (n, more = {}) => ({ type: "alarm.raised.v1", at: 1000 + n, kind: "sign", alarm: `sign:s${n}`, facts: { window: String(n), cause: "unplugged" }, ...more });
  const signs = Array.from({ length: 40 }, (_, n) => sign(n + 1));
  const disk = { type: "alarm.raised.v1", at: 1000, kind: "disk", alarm: "disk", facts: {} };
  const [before, many, after, ...rest] = atOnce([disk, ...signs, sign(41, { at: 99_000 })]);
  assert.deepEqual([before, after.alarm, rest], [disk, "sign:s41", []]);
  assert.equal(sentence(many, say), "提醒:40 项窗口屏故障(1号窗口、2号窗口、3号窗口、4号窗口、5号窗口等)");
  const gone = signs.map(({ alarm, at }) => ({ type: "alarm.cleared.v1", at, alarm, note: "" }));
  assert.equal(sentence(atOnce(gone)[0], say), "提醒解除:40 项窗口屏故障");
  assert.equal(atOnce(signs.slice(0, 3)).length, 3);
  assert.equal(atOnce([...gone.slice(0, 3), { ...gone[3], note: "已到场" }]).length, 4); // what a person wrote is never folded away
});
