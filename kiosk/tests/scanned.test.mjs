// What a scanner reads beside the codes of appointments, and what is said of a number that there is already.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phrases } from "../static/modes/phrases.js";
import { strange } from "../static/identity/scanned.js";

test("a slip's code is known by its address, another address as such, a code is neither", () => {
  assert.equal(strange("http://10.0.0.5:8000/t/Ab-9_x"), "slip");
  assert.equal(strange("https://hall.example.cn/guide/x"), "link");
  for (const code of ["80412345", "YY-2026a7", "http", "T-1"]) assert.equal(strange(code), null);
});

test("a number that there is already is said with its windows while it waits, alone when it does not", () => {
  const windows = [{ floor: "1", no: "2" }, { floor: "1", no: "3" }];
  const said = (state) => phrases("existing", { ticket: { number: "B007", state, windows } }).flat().map(({ id }) => id);
  assert.deepEqual(said("waiting"), ["kiosk-number", "letter-B", "digit-0", "pair-07", "kiosk-called", "floor-1", "label-2", "window-3", "kiosk-remember"]);
  assert.deepEqual(said("called"), ["kiosk-number", "letter-B", "digit-0", "pair-07"]);
});
