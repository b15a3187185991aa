import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, onFloor, placeOf } from "../static/duty/board/place.js";
import { placesOf, rowsOf, widest } from "../static/duty/board/wall_grid.js";
import { alarmWord, kioskState, shortName } from "../static/duty/words.js";
import { ticketIds } from "../../server/web/static/ticket_ids.js";

const floor = (count, plan) => ({ windows: Array.from({ length: count }, (_, at) => ({ plan: plan?.(at) ?? null })) });

test("the windows of a wall are as large as can be: 69 on two floors in six rows, five in one", () => {
  const shangyu = [floor(31), floor(38)];
  const columns = widest(shangyu);
  assert.equal(shangyu.reduce((sum, band) => sum + rowsOf(band, columns), 0), 6);
  assert.equal(widest([floor(3)]), 3);
  assert.equal(rowsOf(floor(3), 3), 1);
  assert.equal(widest([]), 1);
});

test("a floor that is drawn in the file has the rows of the drawing, and columns enough for it", () => {
  const drawn = floor(4, (at) => [at * 5 + 1, (at % 2) + 1]);
  assert.equal(widest([drawn]), 16);
  assert.equal(rowsOf(drawn, 16), 2);
  const mixed = { windows: [...drawn.windows, { plan: null }] };
  assert.equal(rowsOf(mixed, 16), 3, "who is not drawn stands below");
});

test("who is not drawn on a drawn floor stands below, in order, and never in a gap of the drawing", () => {
  const windows = [{ id: "a", plan: [3, 2] }, { id: "b", plan: null }, { id: "c", plan: [1, 1] }, { id: "d", plan: null }, { id: "e", plan: null }, { id: "f", plan: null }];
  assert.deepEqual(Object.fromEntries(placesOf(windows)), {
    a: "grid-column:3;grid-row:2", b: "grid-column:1;grid-row:3", c: "grid-column:1;grid-row:1", d: "grid-column:2;grid-row:3", e: "grid-column:3;grid-row:3", f: "grid-column:1;grid-row:4",
  });
  assert.equal(rowsOf({ windows }, 3), 4);
  assert.equal(placesOf([{ id: "a", plan: null }]).size, 0);
});

test("of one floor are its windows, their queues and devices, its kiosks; alarms and counts stay the hall's", () => {
  const view = {
    windows: [{ id: "w1", floor: "1", queues: ["a"] }, { id: "w2", floor: "2", queues: ["b"] }],
    queues: [{ id: "a" }, { id: "b" }], kiosks: [{ id: "k1", floor: "1" }, { id: "k2", floor: "2" }],
    devices: [{ id: "s1", window: "w1" }, { id: "s2", window: "w2" }, { id: "p1", window: null, kiosk: "k1" }, { id: "p2", window: null, kiosk: "k2" }],
    alarms: [{ id: "x" }], counts: { issued: 3 },
  };
  const here = onFloor(view, "2");
  assert.deepEqual([here.windows, here.queues, here.devices, here.kiosks].map((list) => list.map((one) => one.id)), [["w2"], ["b"], ["s2", "p2"], ["k2"]]);
  assert.deepEqual([here.alarms, here.counts], [view.alarms, view.counts]);
  assert.equal(onFloor(view, ""), view);
});

test("the address keeps the floor and the wall, and forgets a floor that there is not", () => {
  const floors = [{ id: "1" }, { id: "2" }];
  for (const place of [{ floor: "", wall: false }, { floor: "2", wall: true }, { floor: "", wall: true }]) {
    assert.deepEqual(placeOf(addressOf(place).replace("/duty", ""), floors), place);
  }
  assert.deepEqual(placeOf("?floor=9", floors), { floor: "", wall: false });
});

test("a window is read from afar by its number, or by what it is called", () => {
  assert.equal(shortName({ no: "31", label: "31号窗口" }), "31");
  assert.equal(shortName({ no: null, label: "残联窗口(17号旁)" }), "残联");
  assert.equal(shortName({ no: null, label: "总服务台" }), "总服务台");
});

test("a number as people say it may be one of several", () => {
  const hall = { day: "2026-11-24" }, queues = [{ prefix: "A" }, { prefix: "BB" }];
  assert.deepEqual(ticketIds(" a 17号", hall, queues), ["20261124-A017"]);
  assert.deepEqual(ticketIds("17", hall, queues), ["20261124-A017", "20261124-BB017"]);
  assert.deepEqual(ticketIds("bb1234", hall, queues), ["20261124-BB1234"]);
  assert.deepEqual(ticketIds("?", hall, queues), []);
});

test("a kiosk whose page has gone is red in opening hours, and calm when it gives no numbers anyway", () => {
  const state = (over, away = { k1: 5 }) => kioskState({ id: "k1", closed: "", off: null, ...over }, away);
  assert.deepEqual(state({}), { word: "未连接", tone: "bad" });
  assert.deepEqual(state({}, {}), { word: "开放", tone: "good" });
  assert.equal(state({ closed: "closed" }).tone, "off");
  assert.deepEqual(state({ closed: "paused", off: { reason: "维修" } }), { word: "暂停服务", tone: "warn" });
  assert.equal(alarmWord("kiosk"), "取号机未连接");
});
