// The hall as it stands: windows in their places, queues and how they go, devices as lamps with words. Each opens to what is behind it.
import { clock, html, useNow } from "/static/hall.js";
import { Spark, Trend } from "./spark.js";
import { placesOf } from "./wall_grid.js";
import { DESKS, KINDS, LINKS, cause, deviceTone, elapsed, shortName } from "../words.js";

const LONG_WAIT_MS = 30 * 60_000;

export function Since({ at, warnAfter = Infinity }) {
  const now = useNow(1000);
  return html`<time class=${now - at > warnAfter ? "long" : ""}>${elapsed(now - at)}</time>`;
}

const whoSits = (desk) => `${desk.staff.name} ${desk.staff.no}${desk.acting_for && ` 顶岗 ${desk.acting_for}`}${desk.also.length ? ` 兼 ${desk.also.join("、")}` : ""}`;

function Tile({ window: desk, place, onOpen }) {
  const { word, tone } = DESKS[desk.state] ?? { word: desk.state, tone: "off" };
  return html`<li style=${place}><button type="button" class=${`tile ${tone}`} data-testid="window-${desk.id}" data-state=${desk.state} onClick=${() => onOpen({ kind: "window", id: desk.id })}>
    <span class="label"><b>${shortName(desk)}</b><span class="whole">${desk.label}</span></span>
    <span class="state"><i class="shape" aria-hidden="true"></i>${word}${desk.staff && html` <${Since} at=${desk.since} />`}</span>
    <span class="number">${desk.number ?? ""}</span>
    <span class="who">${desk.staff ? whoSits(desk) : desk.units.join("、")}</span>
    ${desk.reason && html`<span class="who reason">${desk.reason}</span>`}
  </button></li>`;
}

/** A counter that gives no numbers: it stands there, and that is all. */
const Other = ({ window: desk, place }) => html`<li style=${place}><div class="tile other" data-testid="window-${desk.id}"><span class="label"><b>${shortName(desk)}</b></span><span class="who">${desk.units.join("、")}</span></div></li>`;

export function Floors({ floors, windows, onOpen }) {
  return floors.map((floor) => {
    const here = windows.filter((w) => w.floor === floor.id);
    const places = placesOf(here);
    return html`<section class="floor" key=${floor.id} aria-label=${floor.name}>
      <h2>${floor.name}</h2>
      <ul class=${`tiles ${places.size ? "drawn" : ""}`}>${here.map((w) => html`<${w.kind === "service" ? Tile : Other} key=${w.id} window=${w} place=${places.get(w.id)} onOpen=${onOpen} />`)}</ul>
    </section>`;
  });
}

/** Where nobody waits one line is enough. */
function QueueRow({ queue, onOpen }) {
  const unattended = queue.waiting > 0 && queue.windows_open === 0;
  return html`<li data-testid="queue-${queue.id}" class=${unattended ? "warn" : ""}><button type="button" class="queue" onClick=${() => onOpen({ kind: "queue", id: queue.id })}>
    <span class="what"><b>${queue.prefix}</b> ${queue.name}</span><b class="count" data-testid="waiting-${queue.id}">${queue.waiting}</b>
    ${queue.waiting > 0 && html`<span class="going"><${Spark} trend=${queue.trend} /><${Trend} trend=${queue.trend} /></span>
      <span class="oldest">最长 ${queue.oldest_at ? html`<${Since} at=${queue.oldest_at} warnAfter=${LONG_WAIT_MS} />` : "—"}</span>
      ${unattended ? html`<span class="badge warn">无人办理</span>` : html`<span class="open-now">${queue.windows_open} 个窗口</span>`}`}</button></li>`;
}

export function Queues({ queues, onOpen }) {
  return html`<section class="card" id="queues"><h2>队列 <small>等候人数,与15分钟前相比</small></h2><ul class="queues">${queues.map((queue) => html`<${QueueRow} key=${queue.id} queue=${queue} onOpen=${onOpen} />`)}</ul></section>`;
}

/** For the technician on the phone: what it calls itself and how often it failed. */
export function about({ id, firmware, errors, reconnects = 0 }) {
  return [id, firmware, `${errors} 次失败`, reconnects && `${reconnects} 次重连`].filter(Boolean).join(" · ");
}

export function Lamp({ device, timezone, onOpen }) {
  const tone = deviceTone(device);
  const why = cause(device.cause);
  const mute = tone === "bad" && ["lost", "opened"].includes(device.link) && device.last_ok;
  return html`<li><button type="button" class=${`lamp ${tone}`} data-testid="device-${device.id}" data-link=${device.link} data-cause=${device.cause}
      title=${about(device)} onClick=${() => onOpen({ kind: "device", id: device.id })}>
    <i class="shape" aria-hidden="true"></i>${KINDS[device.kind] ?? device.kind}
    <span>${why || LINKS[device.link] || device.link}</span>${mute && html`<small>最后应答 ${clock(device.last_ok, timezone)}</small>`}</button></li>`;
}

export function Devices({ devices, timezone, onOpen }) {
  const places = grouped(devices);
  return html`<section class="card devices"><h2>设备</h2><ul class="places">${[...places].map(([where, here]) => html`
    <li key=${where} class="place"><h3>${where}</h3><ul class="lamps">${here.map((d) => html`<${Lamp} key=${d.id} device=${d} timezone=${timezone} onOpen=${onOpen} />`)}</ul></li>`)}</ul></section>`;
}

function grouped(devices) {
  const places = new Map();
  for (const device of devices) places.set(device.where, [...(places.get(device.where) ?? []), device]);
  return places;
}
