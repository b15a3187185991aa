import assert from "node:assert/strict";
import { test } from "node:test";
import { find, tidy } from "../../server/web/static/find.js";

const entry = (id, words, common = []) => ({ id, words, common });
const ENTRIES = [
  entry("会计", [["会计从业资格证、契税减免", "kuai ji cong ye zi ge|luo zheng  qi shui jian mian"]], [["财政地税", "cai zheng di|de shui"]]),
  entry("婚姻", [["婚姻登记", "hun yin deng|de ji"], ["Marriage", "       "]], [["民政", "min zheng"], ["1号", " hao|xiao"]]),
  entry("航运", [["航运管理", "hang yun guan li"]], [["交通", "jiao tong"]]),
  entry("银行", [["银行卡办理", "yin hang ka|qia ban li"]], [["自助银行", "zi zhu yin hang"]]),
];
const ids = (typed, near) => find(ENTRIES, typed, near).map((e) => e.id);

test("initials, whole sounds, beginnings of sounds and Chinese all find it", () => {
  for (const typed of ["hydj", "h", "hun", "hunyin", "hunydj", "hyd", "HYDJ", "hun yin", "婚", "婚姻登记", "登记", "mz", "民政窗口", "marri"]) {
    assert.ok(ids(typed).includes("婚姻"), typed);
  }
  assert.deepEqual(ids("hydj"), ["婚姻"]);
});

test("words inside a long text are found, by Chinese and by sound, also over its marks", () => {
  for (const typed of ["契税", "qsjm", "qishui", "jm", "zgzqs"]) assert.deepEqual(ids(typed), ["会计"], typed);
});

test("every reading counts", () => {
  for (const typed of ["zgz", "zlz"]) assert.deepEqual(ids(typed), ["会计"], typed);
  assert.deepEqual(ids("yhk"), ["银行"]);
  assert.deepEqual(ids("yhq"), ["银行"]);
});

test("one letter finds only beginnings of words", () => {
  assert.deepEqual(ids("h"), ["婚姻", "航运"]);
  assert.deepEqual(ids("q"), ["会计"]);
});

test("what stands at the beginning comes first, then what is its own, then what is near", () => {
  assert.deepEqual(ids("yh"), ["银行"]);
  assert.deepEqual(ids("h", (e) => e.id === "航运"), ["航运", "婚姻"]);
  assert.deepEqual(ids("z"), ["银行"]);
  assert.deepEqual(ids("yin"), ["银行", "婚姻"]);
});

test("nothing finds nothing, and rubbish does not stop it", () => {
  for (const typed of ["", "  ", "xyzxyz", "〇", "\u0000", "'"]) assert.deepEqual(ids(typed), [], typed);
  assert.equal(tidy(" 民政 窗口"), "民政");
  assert.equal(tidy("窗口"), "窗口");
});

test("a long text of many readings is answered too", () => {
  const slow = entry("x", [["安".repeat(120), Array(120).fill("aaaa|aaa|aa|a").join(" ")]]);
  assert.deepEqual(find([slow], `${"a".repeat(60)}!`), []);
  assert.deepEqual(find([slow], "a".repeat(60)), [slow]);
});
