import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { phrases, PROMPTS } from "../static/modes/phrases.js";

const PACK = JSON.parse(readFileSync(new URL("../../display/static/voice/yunxia/voice.json", import.meta.url)));
const window = (no, floor = "1") => ({ no, floor });
const ticket = (over = {}) => ({ number: "A001", windows: [window("3")], ...over });
const ids = (page, facts) => phrases(page, facts).map((phrase) => phrase.map(({ id }) => id).join(" "));

test("the number is read digit by digit, the floor and its windows after it, what to do at the end", () => {
  assert.deepEqual(ids("result", { ticket: ticket(), slip: "printed" }), [
    "kiosk-number letter-A digit-0 pair-01",
    "kiosk-called floor-1 window-3",
    "kiosk-take",
  ]);
  assert.deepEqual(ids("result", { ticket: ticket({ number: "AB1234" }), slip: "failed" }).slice(0, 1), [
    "kiosk-number letter-A letter-B digit-1 digit-2 pair-34",
  ]);
});

test("several windows and floors are told one after the other", () => {
  const windows = [window("02"), window("3"), window("4"), window("6", "2")];
  assert.equal(ids("result", { ticket: ticket({ windows }), slip: "printed" })[1],
    "kiosk-called floor-1 label-2 label-3 window-4 floor-2 window-6");
});

test("a place that cannot be said is left to the screen, never half said", () => {
  for (const windows of [[window(null)], [window("1"), window(null)], Array.from({ length: 7 }, (_, i) => window(String(i + 1)))]) {
    assert.deepEqual(ids("result", { ticket: ticket({ windows }), slip: "printed" }).slice(1), ["kiosk-take"]);
  }
  assert.equal(ids("result", { ticket: ticket({ windows: [window("3", "east")] }) })[1], "kiosk-called window-3");
});

test("what became of the paper is the last word", () => {
  for (const [slip, last] of [["printed", "kiosk-take"], ["failed", "kiosk-paper"], ["kept", "kiosk-remember"], ["none", "kiosk-remember"]]) {
    assert.equal(ids("result", { ticket: ticket(), slip }).at(-1), last);
  }
  assert.deepEqual(ids("result", { ticket: ticket(), slip: "void" }), ["kiosk-cancelled"]);
});

test("the pack has every clip of every prompt", () => {
  const said = new Set(Object.values(PROMPTS));
  for (const slip of ["printed", "failed", "kept", "void"]) {
    for (const phrase of phrases("result", { ticket: ticket({ windows: [window("1"), window("70")] }), slip })) {
      for (const { id } of phrase) said.add(id);
    }
  }
  assert.deepEqual([...said].filter((id) => !(id in PACK.units)), []);
});
