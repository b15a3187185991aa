// The hall as it stands: windows in their true order, queues, devices as lamps with words.
import { clock, html, useNow } from "/static/hall.js";
import { DESKS, KINDS, LINKS, cause, deviceTone, elapsed } from "./words.js";

const LONG_WAIT_MS = 30 * 60_000;

function Since({ at, warnAfter = Infinity }) {
  const now = useNow(1000);
  return html`<time class=${now - at > warnAfter ? "long" : ""}>${elapsed(now - at)}</time>`;
}

function Tile({ window: desk }) {
  const { word, tone } = DESKS[desk.state] ?? { word: desk.state, tone: "off" };
  return html`<li class="tile ${tone}" data-testid="window-${desk.id}" data-state=${desk.state}>
    <h3>${desk.label}</h3>
    <p class="state"><i class="shape" aria-hidden="true"></i>${word}${desk.staff && html` <${Since} at=${desk.since} />`}</p>
    <p class="number">${desk.number ?? ""}</p>
    <p class="who">${desk.staff ? `${desk.staff.name} ${desk.staff.no}${desk.acting_for && ` 顶岗 ${desk.acting_for}`}${desk.also.length ? ` 兼 ${desk.also.join("、")}` : ""}` : desk.units.join("、")}</p>
    ${desk.reason && html`<p class="who">${desk.reason}</p>`}
  </li>`;
}

export function Floors({ floors, windows }) {
  return floors.map((floor) => html`<section class="floor" key=${floor.id} aria-label=${floor.name}>
    <h2>${floor.name}</h2>
    <ul class="tiles">${windows.filter((w) => w.floor === floor.id && w.kind === "service").map((w) => html`<${Tile} key=${w.id} window=${w} />`)}</ul>
  </section>`);
}

function QueueRow({ queue }) {
  const unattended = queue.waiting > 0 && queue.windows_open === 0;
  return html`<tr data-testid="queue-${queue.id}" class=${unattended ? "warn" : ""}>
    <th scope="row"><b>${queue.prefix}</b> ${queue.name}</th>
    <td class="count" data-testid="waiting-${queue.id}">${queue.waiting}</td>
    <td>${queue.oldest_at ? html`<${Since} at=${queue.oldest_at} warnAfter=${LONG_WAIT_MS} />` : "—"}</td>
    <td>${unattended ? html`<span class="badge warn">无人办理</span>` : queue.windows_open}</td></tr>`;
}

export function Queues({ queues }) {
  return html`<section class="card" id="queues"><h2>队列</h2><table>
    <thead><tr><th scope="col">业务</th><th scope="col">等候</th><th scope="col">最长等候</th><th scope="col">窗口</th></tr></thead>
    <tbody>${queues.map((queue) => html`<${QueueRow} key=${queue.id} queue=${queue} />`)}</tbody></table></section>`;
}

/** For the technician on the phone: what it calls itself and how often it failed. */
function about({ id, firmware, errors, reconnects = 0 }) {
  return [id, firmware, `${errors} 次失败`, reconnects && `${reconnects} 次重连`].filter(Boolean).join(" · ");
}

function Lamp({ device, timezone }) {
  const tone = deviceTone(device);
  const why = cause(device.cause);
  const mute = tone === "bad" && ["lost", "opened"].includes(device.link) && device.last_ok;
  return html`<li class="lamp ${tone}" data-testid="device-${device.id}" data-link=${device.link} data-cause=${device.cause}
      title=${about(device)}>
    <i class="shape" aria-hidden="true"></i>${KINDS[device.kind] ?? device.kind}
    <span>${why || LINKS[device.link] || device.link}</span>${mute && html`<small>最后应答 ${clock(device.last_ok, timezone)}</small>`}</li>`;
}

export function Devices({ devices, timezone }) {
  const places = grouped(devices);
  return html`<section class="card devices"><h2>设备</h2><ul class="places">${[...places].map(([where, here]) => html`
    <li key=${where} class="place"><h3>${where}</h3><ul class="lamps">${here.map((d) => html`<${Lamp} key=${d.id} device=${d} timezone=${timezone} />`)}</ul></li>`)}</ul></section>`;
}

function grouped(devices) {
  const places = new Map();
  for (const device of devices) places.set(device.where, [...(places.get(device.where) ?? []), device]);
  return places;
}
