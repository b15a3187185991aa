import assert from "node:assert/strict";
import { test } from "node:test";
import { fault, masked, typed, whole } from "../static/identity/id_number.js";

const ID = "11010519491231002X"; // the example of GB 11643
const TODAY = "2026-11-22";

test("a right number is right, and only when it is whole", () => {
  for (const number of [ID, "440524188001010014", "999999195802140015"]) {
    for (let length = 0; length < 18; length += 1) {
      assert.equal(fault(number.slice(0, length), TODAY), "");
      assert.equal(whole(number.slice(0, length), TODAY), false);
    }
    assert.equal(whole(number, TODAY), true);
  }
});

test("every single wrong digit is found", () => {
  for (let at = 0; at < 17; at += 1) {
    const wrong = ID.slice(0, at) + ((Number(ID[at]) + 1) % 10) + ID.slice(at + 1);
    assert.notEqual(fault(wrong, TODAY), "", wrong);
  }
  for (const last of "0123456789") assert.equal(fault(ID.slice(0, 17) + last, TODAY), "check");
});

test("a day that is none, or yet to come, is told at once", () => {
  for (const born of ["19490230", "19491301", "19490001", "19490100", "00000101", "20261123"]) {
    assert.equal(fault(`110105${born}`, TODAY), "birth", born);
  }
  for (const born of ["20000229", "20261122"]) assert.equal(fault(`110105${born}`, TODAY), "");
});

test("digits up to eighteen, and X at the end alone", () => {
  assert.equal([...`12X3${"4".repeat(30)}`].reduce(typed, ""), `123${"4".repeat(15)}`);
  assert.equal([..."11010519491231002", "X", "X", "1"].reduce(typed, ""), ID);
  assert.equal(typed("1", "a"), "1");
});

test("only the last key is shown", () => {
  assert.equal(masked(""), "");
  assert.equal(masked("1"), "1");
  assert.equal(masked(ID), `${"•".repeat(17)}X`);
});
