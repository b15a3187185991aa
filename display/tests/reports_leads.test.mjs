// Where each number of a report leads.
import assert from "node:assert/strict";
import test from "node:test";
import { kindOf, sourceOf, spokenSource } from "../static/reports/leads.js";

const column = (id, drill) => ({ id, name: id, drill });

test("a count leads to its kind at its row, a text to nothing", () => {
  const table = { id: "times_staff", by: "staff" };
  const row = { key: "1002", cells: ["李明 1002", 0] };
  assert.deepEqual(sourceOf(table, row, column("waiting_p90", "waiting")), { by: "staff", key: "1002", kind: "waiting", name: "李明 1002 · waiting_p90" });
  assert.equal(sourceOf(table, row, column("note", "")), null);
});

test("a question's row names person and kind", () => {
  const row = { key: "1002:short", cells: ["李明"] };
  assert.deepEqual(sourceOf({ id: "questions", by: "staff" }, row, column("share", "*")), { by: "staff", key: "1002", kind: "short", name: "李明 · share" });
});

test("a comparison leads to either period, its difference to both", () => {
  const now = { id: "now", name: "2026-10-01–2026-10-31", drill: "*" };
  const then = { id: "then", name: "2026-09-01–2026-09-30", drill: "*" };
  const table = { id: "comparison", by: "all", columns: [now, then] };
  const row = { key: "unrated_rate", cells: ["不评价率"] };
  const found = sourceOf(table, row, then);
  assert.deepEqual([found.kind, found.by, found.from, found.to], ["unrated", "all", "2026-09-01", "2026-09-30"]);
  const both = sourceOf(table, row, column("change", "*")).both;
  assert.deepEqual(both.map((one) => one.from), ["2026-10-01", "2026-09-01"]);
});

test("presence leads to that day alone", () => {
  const row = { key: "1002", cells: ["2026-10-08", "李明", "1号窗口", "08:30", "11:30", 180] };
  const { from, to, kind, key } = sourceOf({ id: "presence", by: "staff" }, row, column("minutes", "present"));
  assert.deepEqual([from, to, kind, key], ["2026-10-08", "2026-10-08", "present", "1002"]);
});

test("figures are of kinds", () => {
  assert.deepEqual(["waiting_p90", "no_show_rate", "no_show", "lower_bound", "unrated", "extended"].map(kindOf), ["waiting", "no_show", "no_show", "rated", "unrated", "extended"]);
});

test("a number within a sentence leads to its period, or to a table or page", () => {
  assert.equal(spokenSource({ text: "18", kind: "", table: "times_day" }), null);
  const there = spokenSource({ text: "9", kind: "finished", by: "all", key: "all", first: "2026-09-01", last: "2026-09-30" });
  assert.deepEqual([there.kind, there.from, there.to, there.by], ["finished", "2026-09-01", "2026-09-30", "all"]);
});
