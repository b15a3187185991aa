import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOf, departmentsOf, floorsOf, frequentOf, nameOf, obvious, wholeFloorsOf } from "../static/way/way.js";

const at = (floor) => ({ floor, floor_name: `${floor}楼`, floor_name_en: `Floor ${floor}` });
const queue = (id, unit, floors, matters = [], more = {}) => ({
  id, unit, name: id, waiting: 1, closed: null, here: floors.includes("1"), windows: floors.map(at), matters, ...more,
});
const matter = (id, more = {}) => ({ id, name: id, frequent: false, closed: null, ...more });
const view = (...queues) => ({ kiosk: { floor: "1" }, queues });

test("the kiosk's own floor comes first, and a queue on both floors stands on it", () => {
  const floors = floorsOf(view(queue("a", "甲", ["2"]), queue("b", "乙", ["2", "1"])));
  assert.deepEqual(floors.map((f) => [f.id, f.here, f.queues.map((q) => q.id)]), [["1", true, ["b"]], ["2", false, ["a"]]]);
});

test("one unit on two floors is two departments", () => {
  const floors = floorsOf(view(queue("a", "国土", ["1"]), queue("b", "国土", ["2"]), queue("c", "国土", ["1"])));
  assert.deepEqual(floors.map((f) => departmentsOf(f).map((d) => [d.unit, d.queues.length, d.waiting])), [[["国土", 2, 2]], [["国土", 1, 1]]]);
});

test("a floor may have nothing but counters without numbers", () => {
  const floors = wholeFloorsOf(view(queue("a", "甲", ["2"])), [{ ...at("3"), id: "bank" }]);
  assert.deepEqual(floors.map((f) => [f.id, f.queues.length, f.others.length]), [["2", 1, 0], ["3", 0, 1]]);
});

test("one matter or none is obvious, two are asked for", () => {
  assert.equal(obvious(queue("a", "甲", ["1"])).matter, null);
  assert.equal(obvious(queue("a", "甲", ["1"], [matter("m")])).matter.id, "m");
  assert.equal(obvious(queue("a", "甲", ["1"], [matter("m"), matter("n")])), undefined);
});

test("frequent matters come first, the rest stays in the order of the plan", () => {
  const queues = [queue("a", "甲", ["1"], [matter("m"), matter("n", { frequent: true })]), queue("b", "甲", ["1"])];
  assert.deepEqual(choicesOf(queues).map((c) => c.matter?.id ?? c.queue.id), ["n", "m", "b"]);
});

test("what many come for: this floor first, then the config's word, then the count; never what is not served today", () => {
  const closed = { text: "每月20日办理" };
  const queues = [
    queue("far", "甲", ["2"], [matter("far-set", { frequent: true })]),
    queue("near", "甲", ["1"], [matter("near-often"), matter("near-set", { frequent: true }), matter("near-rare")]),
    queue("lone", "甲", ["1"], [matter("lone-one")]),
    queue("off", "甲", ["1"], [matter("off-one", { frequent: true, closed })]),
  ];
  const taken = { near: { "near-often": 50, "near-rare": 4, "": 90 }, lone: { "": 7 }, gone: { x: 99 } };
  const ids = (most) => frequentOf(view(...queues), taken, most).map((c) => c.matter.id);
  assert.deepEqual(ids(9), ["near-set", "near-often", "lone-one", "far-set"]);
  assert.deepEqual(ids(2), ["near-set", "near-often"]);
});

test("a long text on a small card gives way to the name of its queue", () => {
  const long = matter("m", { name: "企业名称、企业(个体户)、广告、抵押物登记、年检" });
  const one = queue("工商", "甲", ["1"], [long]);
  assert.equal(nameOf({ queue: one, matter: long }).name, long.name);
  assert.equal(nameOf({ queue: one, matter: long }, true).name, "工商");
  assert.equal(nameOf({ queue: one, matter: null }).name, "工商");
});
