import assert from "node:assert/strict";
import { test } from "node:test";
import { oneEach, sayer, sentence } from "../static/duty/words.js";

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
