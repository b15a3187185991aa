// The hall on a wall: every window in its place, the queues that go worst, what needs a hand. Nothing scrolls; what is largest is read at five metres.
import { boot, clock, dateLine, html, useNow } from "/static/hall.js";
import { seen } from "../alarms/alarms.js";
import { Sound } from "../alarms/sound.js";
import { Since } from "./hall.js";
import { Spark, Trend } from "./spark.js";
import { placesOf, rowsOf, widest } from "./wall_grid.js";
import { BOARDS, COUNTS, DESKS, deviceTone, isLeft, kioskState, shortName } from "../words.js";

const ROOM = { queues: 6, alarms: 4 };
const COUNTED = new Set(["issued", "waiting", "in_hand", "finished", "passed"]);

/** The worst first: nobody serves it, then who waits longest. */
export const worst = (queues) => queues.filter((q) => q.waiting > 0)
  .sort((a, b) => Number(a.windows_open > 0) - Number(b.windows_open > 0) || (a.oldest_at ?? Infinity) - (b.oldest_at ?? Infinity));

function Tile({ window: desk, place, onOpen }) {
  const short = shortName(desk);
  if (desk.kind !== "service") return html`<li class="wall-tile other" style=${place}><b class=${short.length > 3 ? "long" : ""}>${short}</b><span class="who">${desk.units[0]}</span></li>`;
  const label = desk.no ? html`<b>${desk.no}</b>` : html`<b class="named" style=${`--half:${Math.max(2, Math.ceil(short.length / 2))}`}>${short}</b>`;
  const { word, tone } = DESKS[desk.state] ?? { word: desk.state, tone: "off" };
  return html`<li style=${place}><button type="button" class=${`wall-tile ${tone}`} data-testid=${`wall-${desk.id}`} data-state=${desk.state} onClick=${() => onOpen({ kind: "window", id: desk.id })}>
    <span class="top">${label}<span class="state"><i class="shape" aria-hidden="true"></i>${word}</span></span>
    <span class=${`number ${desk.number?.length > 4 ? "long" : ""}`}>${desk.number ?? ""}</span>
    <span class="foot"><span class="who">${desk.staff?.name ?? desk.units[0]}</span>${desk.staff && html`<${Since} at=${desk.since} />`}</span></button></li>`;
}

function Tiles({ band, columns, onOpen }) {
  const places = placesOf(band.windows, columns);
  return html`<ul style=${`--columns:${columns};--rows:${rowsOf(band, columns)}`}>${band.windows.map((w) => html`<${Tile} key=${w.id} window=${w} place=${places.get(w.id)} onOpen=${onOpen} />`)}</ul>`;
}

function Plan({ floors, windows, onOpen }) {
  const bands = floors.map((floor) => ({ ...floor, windows: windows.filter((w) => w.floor === floor.id) })).filter((band) => band.windows.length);
  const columns = widest(bands);
  return html`<div class="wall-plan" style=${`grid-template-rows:${bands.map((band) => `${rowsOf(band, columns)}fr`).join(" ")}`}>${bands.map((band) => html`
    <section key=${band.id} class="wall-floor" aria-label=${band.name}><h2>${band.name}</h2>
      <${Tiles} band=${band} columns=${columns} onOpen=${onOpen} /></section>`)}</div>`;
}

function Worst({ queues, onOpen }) {
  const list = worst(queues);
  return html`<section class="wall-card queues" aria-label="队列"><h2>等候最久的队列</h2>
    ${list.length ? html`<ul>${list.slice(0, ROOM.queues).map((q) => html`<li key=${q.id} class=${q.windows_open ? "" : "warn"}><button type="button" data-testid=${`wall-queue-${q.id}`} onClick=${() => onOpen({ kind: "queue", id: q.id })}>
      <span class="what"><b>${q.prefix}</b> ${q.name}</span><b class="count">${q.waiting}</b><${Spark} trend=${q.trend} /><${Trend} trend=${q.trend} />
      <span class="long">${q.windows_open ? html`<${Since} at=${q.oldest_at} />` : html`<b>无人办理</b>`}</span></button></li>`)}</ul>` : html`<p class="calm">没有人等候</p>`}
    ${list.length > ROOM.queues && html`<p class="more">另有 ${list.length - ROOM.queues} 个队列有人等候</p>`}</section>`;
}

/** What an alarm is about, to be opened; of many together, nothing. */
const whereOf = ({ about }) => ["device", "kiosk", "queue", "board", "window"].filter((kind) => about[kind]).map((kind) => ({ kind, id: about[kind] }))[0] ?? null;

function Hands({ view, onOpen }) {
  const standing = view.notices.filter(({ urgency }) => urgency !== "plain").map(({ urgency, text }) => [urgency === "evacuate" ? "bad" : "warn", text, null]);
  const lines = [...standing, ...view.alarms.map((a) => [a.owner ? "plain" : a.urgent ? "bad" : "warn", a.owner ? `${a.text}(${a.owner.name} 处理中)` : a.text, whereOf(a)]), ...view.warnings.map((w) => ["warn", w.text, null]), ...seen(view)];
  return html`<section class="wall-card hands" data-testid="wall-hands" aria-label="需要处理"><h2>需要处理</h2><ul>
    ${lines.length ? lines.slice(0, ROOM.alarms).map(([tone, text, target]) => html`<li key=${text} class=${tone}><i class="shape" aria-hidden="true"></i>${target
      ? html`<button type="button" onClick=${() => onOpen(target)}>${text}</button>` : html`<span>${text}</span>`}</li>`) : html`<li class="good"><i class="shape" aria-hidden="true"></i><span>一切正常</span></li>`}
    ${lines.length > ROOM.alarms && html`<li class="more">另有 ${lines.length - ROOM.alarms} 项</li>`}</ul></section>`;
}

const ill = (tones) => tones.filter((tone) => tone === "bad" || tone === "warn").length;

/** Lamps of the whole hall: how many of each kind are ill. */
function Health({ devices, kiosks, away, boards }) {
  const rows = [["设备", devices.length, ill(devices.map(deviceTone))], ["取号机", kiosks.length, kiosks.filter((k) => k.closed === "printer" || k.closed === "paused" || kioskState(k, away).tone === "bad").length],
    ["大屏播报", boards.length, boards.filter((b) => b.state !== "well" && BOARDS[b.state]).length]];
  return html`<ul class="wall-health">${rows.map(([word, all, bad]) => html`<li key=${word} class=${bad ? "bad" : "good"}><i class="shape" aria-hidden="true"></i>${word} <b>${bad ? `${bad} 个异常` : `${all} 正常`}</b></li>`)}</ul>`;
}

export function Wall({ view, sound, floor, stale, onOpen, onLeave }) {
  const { hall, counts } = view;
  const now = useNow(1000);
  const floors = boot.floors.filter((f) => !floor || f.id === floor);
  const here = view.windows.filter((w) => !floor || w.floor === floor);
  const queues = floor ? view.queues.filter((q) => here.some((w) => w.queues.includes(q.id))) : view.queues;
  return html`<div class="wall" data-testid="wall"><div class="wall-head">
      <h1>${hall.name}${floor && ` ${floors[0]?.name ?? ""}`}</h1><p class=${isLeft(view) ? "wall-state bad" : "wall-state"} data-testid="hall-state" data-state=${hall.state}>${hall.text}</p>
      ${stale && html`<span class="badge warn" role="status">连接中断</span>`}
      <${Sound} ...${sound} timezone=${hall.timezone} />
      <dl>${COUNTS.filter(([key]) => COUNTED.has(key)).map(([key, word]) => html`<div key=${key}><dt>${word}</dt><dd>${counts[key] ?? 0}</dd></div>`)}</dl>
      <p class="wall-clock"><b>${clock(now, hall.timezone)}</b><span>${dateLine(now, hall.timezone)}</span></p>
      <button type="button" class="leave" data-testid="leave-wall" onClick=${onLeave}>返回</button></div>
    <${Plan} floors=${floors} windows=${here} onOpen=${onOpen} />
    <div class="wall-foot"><${Worst} queues=${queues} onOpen=${onOpen} /><div class="wall-side"><${Hands} view=${view} onOpen=${onOpen} /><${Health} devices=${view.devices} kiosks=${view.kiosks} away=${view.kiosks_away} boards=${view.boards} /></div></div></div>`;
}
