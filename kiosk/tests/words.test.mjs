import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, given, pieces, sayings } from "../static/book.js";

const books = new Map([["en", { 返回: "Back", 删除: "Delete" }], ["ug", { 返回: "قايتىش", 婚姻登记: "نىكاھ" }]]);

test("a text is filled with its values, whatever they are", () => {
  assert.deepEqual(pieces("第 {page} 页,共 {pages} 页", { page: 2, pages: 3 }), ["第 ", 2, " 页,共 ", 3, " 页"]);
  assert.equal(fill("返回({left})", { left: 0 }), "返回(0)");
  assert.equal(fill("返回({left})", {}), "返回({left})");
});

test("the citizen's language comes first, and Chinese stays below it", () => {
  assert.deepEqual(sayings("返回", "zh", books), [{ text: "返回", lang: "zh" }, { text: "Back", lang: "en" }]);
  assert.deepEqual(sayings("返回", "en", books), [{ text: "Back", lang: "en" }, { text: "返回", lang: "zh" }]);
  assert.deepEqual(sayings("返回", "ug", books), [{ text: "قايتىش", lang: "ug" }, { text: "返回", lang: "zh" }]);
});

test("what a language does not say is said in Chinese and English", () => {
  assert.deepEqual(sayings("删除", "ug", books), [{ text: "删除", lang: "zh" }, { text: "Delete", lang: "en" }]);
  assert.deepEqual(sayings("清空", "ug", books), [{ text: "清空", lang: "zh" }]);
  assert.deepEqual(sayings("清空", "en", new Map()), [{ text: "清空", lang: "zh" }]);
});

test("names of the plan: the catalogue's, else English, else Chinese alone", () => {
  assert.deepEqual(given("婚姻登记", "Marriage", "ug", books).map((s) => s.lang), ["ug", "zh"]);
  assert.deepEqual(given("社会保险", "Insurance", "ug", books).map((s) => s.lang), ["en", "zh"]);
  assert.deepEqual(given("社会保险", "Insurance", "zh", books).map((s) => s.lang), ["zh", "en"]);
  assert.deepEqual(given("社会保险", "社会保险", "en", books).map((s) => s.lang), ["zh"]);
});
