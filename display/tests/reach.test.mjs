// Where a notice has arrived.
import assert from "node:assert/strict";
import test from "node:test";
import { reachOf } from "../static/duty/notices/reach.js";

const VIEW = {
  windows: [{ id: "w1", floor: "1" }, { id: "w9", floor: "2" }],
  boards: [
    { name: "一楼屏", floors: ["1"], speaks: true, state: "well" }, { name: "一楼侧屏", floors: ["1"], speaks: false, state: "off" },
    { name: "二楼屏", floors: ["2"], speaks: true, state: "gone" },
  ],
  kiosks: [{ id: "k1", name: "一楼取号机", floor: "1" }, { id: "k2", name: "二楼取号机", floor: "2" }],
  kiosks_away: { k2: true },
  devices: [
    { kind: "sign", window: "w1", where: "1号窗口", link: "in_step", cause: "" }, { kind: "sign", window: "w9", where: "9号窗口", link: "opened", cause: "no_answer" },
    { kind: "printer", window: null, where: "一楼取号机", link: "lost", cause: "" },
  ],
};
const told = (floors) => reachOf(VIEW, floors).map(({ what, all, missing }) => [what, all, ...missing]);

test("of the whole hall: which boards, voices, kiosks and signs have it, and which have not", () => {
  assert.deepEqual(told([]), [["大屏", 3, "二楼屏"], ["语音", 2, "二楼屏"], ["取号机", 2, "二楼取号机"], ["窗口屏", 2, "9号窗口"]]);
});

test("of one floor: nothing of another is missing", () => {
  assert.deepEqual(told(["1"]), [["大屏", 2], ["语音", 1], ["取号机", 1], ["窗口屏", 1]]);
});

test("a sign that has fallen behind has not got it yet", () => {
  const late = { ...VIEW, devices: [{ ...VIEW.devices[0], link: "answered" }] };
  assert.deepEqual(reachOf(late, ["1"]).at(-1), { what: "窗口屏", all: 1, missing: ["1号窗口"] });
});

test("a hall without signs says nothing of them", () => {
  assert.deepEqual(reachOf({ ...VIEW, devices: [] }, []).map(({ what }) => what), ["大屏", "语音", "取号机"]);
});
