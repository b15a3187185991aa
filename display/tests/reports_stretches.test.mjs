// Who sat where, on the hours of one day.
import assert from "node:assert/strict";
import test from "node:test";
import { stretches, timeline } from "../static/reports/stretches.js";

const columns = ["key", "staff", "window", "since", "until", "minutes"].map((id) => ({ id }));
const chart = { columns: ["staff", "window", "since", "until"], most: 400 };
const row = (...cells) => ({ key: "x", cells: ["2026-03-02", ...cells] });
const table = { columns, rows: [row("李明", "1号", "08:31", "11:30", 179), row("王芳", "2号", "8:30", "17:00", 510), row("李明", "3号", "13:30", "0:10", 640)] };

test("a line a person, a bar a stretch; what ended after midnight ends in the next day", () => {
  assert.deepEqual(stretches(chart, table), {
    who: ["李明", "王芳"],
    bars: [[0, 511, 690, "1号"], [1, 510, 1020, "2号"], [0, 810, 1450, "3号"]],
  });
});

test("the hours shown are whole and hold every stretch, the height every person", () => {
  const { option, height } = timeline(chart, table, {});
  assert.deepEqual([option.xAxis.min, option.xAxis.max], [480, 1500]);
  assert.equal(height, 64 + 30 * 2);
  assert.equal(option.tooltip.formatter({ data: [0, 810, 1450, "3号"] }), "李明 3号 13:30–0:10");
});
