// The calls of a board: the newest as large as it goes, the others in rows.
import { html, useEffect, useRef } from "/static/hall.js";
import { Fit, signs } from "./fit.js";
import { fontOf, gapOf, upright, useRoom } from "./room.js";

/** "残联窗口(5号旁)" -> its name and what stands in brackets. */
function nameOf(label) {
  const [, name, aside] = /^(.+?)([((].+[))])$/.exec(label) ?? [null, label, ""];
  return { name, aside };
}

const WIDE_FLOOR = 6, LONG_PLACE = 13; // Chinese signs
const placeOf = (call) => signs(call.floor_name) + signs(call.label);
/** A row's floor and window stand one above the other where one line of them would be smaller still. */
const isSplit = (call, floors, narrow) => floors && placeOf(call) > (narrow || upright() ? 17 : 24);

const numbered = (call) => call.label === `${call.window_no}号窗口`;

/** Number and window side by side would have to shrink: long numbers, broad letters, long window names. */
function isWide(call, floors) {
  if (floors && signs(call.floor_name) > WIDE_FLOOR) return true;
  if (call.number.length > 4 || /[MW]/.test(call.number)) return true;
  const { name, aside } = nameOf(call.label);
  return !numbered(call) && (name.length > 4 || (floors && aside !== ""));
}

function Where({ call }) {
  if (numbered(call)) {
    return html`<span><b class="no ${call.window_no.length > 1 ? "two" : ""}">${call.window_no}</b><span class="unit">号窗口</span></span>`;
  }
  const { name, aside } = nameOf(call.label);
  return html`<span>${name}</span>${aside && html`<span class="aside">${aside}</span>`}`;
}

const tone = (call) => (call.state === "called" ? "called" : "");

export function Newest({ call, floors, fresh }) {
  return html`<section class="newest ${tone(call)} ${isWide(call, floors) ? "wide" : ""} ${fresh ? "fresh" : ""}" data-testid="call-${call.number}" aria-live="polite">
    <${Fit} class="number" data-testid="newest-number">${call.number}<//>
    <i class="arrow" aria-hidden="true"></i>
    <div class="where ${floors && placeOf(call) > LONG_PLACE ? "split" : ""}">
      ${floors && html`<${Fit} class="floor">${call.floor_name}<//>`}
      <${Fit} class="window" data-testid="newest-window"><${Where} call=${call} /><//>
    </div>
  </section>`;
}

function Row({ call, floors, fresh, narrow }) {
  return html`<li class="row ${tone(call)} ${fresh ? "fresh" : ""}" data-testid="call-${call.number}">
    <span class="number">${call.number}</span><i class="arrow" aria-hidden="true"></i>
    <${Fit} class="window ${isSplit(call, floors, narrow) ? "split" : ""}">${floors && html`<span class="floor">${call.floor_name}</span>`}<span>${call.label}</span><//>
  </li>`;
}

/** Numbers too long for their column: two letters, or a thousand and on. */
const broad = (calls) => (calls.some((call) => call?.number.length > 4) ? "broad" : "");

/** At most `usual` rows; the fewer a board usually has, the larger they are. `onRoom` hears how many there are. */
export function Rows({ calls, usual, floors, seen, onRoom }) {
  const list = useRef(null);
  const room = useRoom(list, fontOf, gapOf);
  const count = Math.min(usual, room);
  useEffect(() => onRoom?.(count), [count]);
  return html`<ol class="rows ${broad(calls)}" ref=${list} style=${`--rows: ${count}; --usual: ${usual}`}>${calls.slice(0, count).map((call) => html`
    <${Row} key=${`${call.number}.${call.seq}`} call=${call} floors=${floors} fresh=${call.seq > seen} />`)}</ol>`;
}

/** More calls than usual: all alike, each in a place that it keeps; pages where even that does not do. */
export function Crowd({ places, floors, seen }) {
  return html`<ol class="crowd ${broad(places)}" data-testid="crowd" style=${`--rows: ${places.length / 2}`}>${places.map((call, at) => (call
    ? html`<${Row} key=${`${call.number}.${call.seq}`} call=${call} floors=${floors} fresh=${call.seq > seen} narrow />`
    : html`<li key=${at} class="row"></li>`))}</ol>`;
}
