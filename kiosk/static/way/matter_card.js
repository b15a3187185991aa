// One card, one number: what it is for, where, how many wait and how long, or why there is none today.
import { html } from "/static/hall.js";
import { places } from "../frame.js";
import { Touch } from "../touch.js";
import { closedWords, nameOf } from "./way.js";
import { Named, Said, T, named } from "../words.js";

/**
 * `choice`: {queue, matter}. `id`: the test id. `name`: other words than its
 * name. `second`: a line below. `short`: there is little room.
 */
export function MatterCard({ choice, floor, wait, issuing, settled, stale, onTouch, id, name, second, short = false }) {
  const { queue, matter } = choice;
  const closed = closedWords(choice);
  const testId = id ?? (matter ? `matter-${matter.id}` : `queue-${queue.id}`);
  const title = html`<span class="card-name">${name ?? html`<${Named} of=${nameOf(choice, short)} />`}</span>`;
  if (closed) return html`<${NotToday} title=${title} closed=${closed} id=${testId} />`;
  const busy = issuing !== null && issuing === (matter?.id ?? queue.id);
  const locked = issuing !== null || !settled;
  return html`<${Touch} class=${`card ${busy ? "busy" : ""} ${queue.here ? "" : "elsewhere"}`} disabled=${locked}
      aria-disabled=${String(locked || stale)} data-choice data-testid=${testId} onTouch=${onTouch}>
    <span class="card-what">${title}${second && html`<span class="card-matters">${second}</span>`}</span>
    <span class="card-how">
      <span class="card-waiting">${busy ? html`<${T} k="正在出号…" plain />` : html`<${Waiting} count=${queue.waiting} />`}</span>
      ${!busy && html`<${Wait} wait=${wait} queue=${queue} />`}
      <${Where} queue=${queue} floor=${floor} />
    </span>
  <//>`;
}

/** It is said when, and nothing is there to touch. */
function NotToday({ title, closed, id }) {
  return html`<div class="card not-today" data-testid=${id}>
    <span class="card-what">${title}</span><span class="card-why"><${Said} of=${closed} /></span>
  </div>`;
}

export function Waiting({ count }) {
  if (count) return html`<${T} k="等候 {count} 人" with=${{ count: html`<b>${count}</b>` }} plain />`;
  return html`<${T} k="无人等候" plain />`;
}

/** Nothing is said of a wait that is none, or that nobody knows yet. */
function Wait({ wait, queue }) {
  if (!queue.staffed) return html`<span class="card-wait"><${T} k="窗口暂时无人" plain /></span>`;
  if (!wait || (!queue.waiting && !wait.low_min)) return null;
  return html`<span class="card-wait" data-testid="card-wait">
    <${T} k="约 {low}–{high} 分钟" with=${{ low: wait.low_min, high: wait.high_min }} plain /></span>`;
}

/** Another floor is named first, and marked: nobody should be surprised after the number is taken. */
function Where({ queue, floor }) {
  return html`<span class="card-where">${places(queue.windows, floor).map((w) => html`<span key=${w.floor}>
    ${w.floor !== floor && html`<b class="floor-mark"><${Named} of=${w} as="floorName" plain /></b> `}${named(w, "labels")}</span>`)}</span>`;
}
