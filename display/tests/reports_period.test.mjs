// Days of a report's period, reckoned without any time zone.
import assert from "node:assert/strict";
import test from "node:test";
import { gradedPeriod, periods, query } from "../static/reports/period.js";

const of = (today) => Object.fromEntries(periods(today).map((p) => [p.id, `${p.from} ${p.to}`]));

test("the month, the one before, the quarters, over the turn of a year", () => {
  assert.equal(of("2026-11-22")["last-month"], "2026-10-01 2026-10-31");
  assert.equal(of("2026-03-31")["last-month"], "2026-02-01 2026-02-28");
  assert.equal(of("2026-01-05")["last-month"], "2025-12-01 2025-12-31");
  assert.equal(of("2026-01-05")["last-quarter"], "2025-10-01 2025-12-31");
  assert.equal(of("2026-05-05").quarter, "2026-04-01 2026-05-05");
  assert.equal(of("2026-11-22").year, "2025-11-23 2026-11-22");
  assert.equal(of("2024-02-29").today, "2024-02-29 2024-02-29");
});

test("a grade is for a month, or for the quarter of the first day", () => {
  assert.equal(gradedPeriod("2026-11-01", "2026-11-30"), "2026-11");
  assert.equal(gradedPeriod("2026-10-01", "2026-12-31"), "2026-Q4");
  assert.equal(gradedPeriod("2026-01-01", "2026-03-31"), "2026-Q1");
});

test("an address holds what was asked, and nothing that was not", () => {
  assert.equal(query({ from: "2026-11-01", to: "2026-11-30", by: "staff", unit: "" }), "from=2026-11-01&to=2026-11-30&by=staff");
  assert.equal(query({ from: "a", to: "b", by: "hour" }, { by: "all", key: "x" }), "from=a&to=b&by=all&key=x");
});
