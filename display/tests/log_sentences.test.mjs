import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../static/duty/words.js";

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
