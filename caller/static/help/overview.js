// Every queue of every floor: who waits, how long, and which windows work.
import { html, useNow } from "/static/hall.js";
import { since } from "./words.js";

const WINDOWS = { idle: "空闲", calling: "呼叫中", serving: "办理中", suspended: "暂停" };

/** [[floor, [[queue, its windows there], …]], …] in the order of the plan. */
export function floors(queues) {
  const found = new Map();
  for (const queue of queues) {
    for (const name of new Set(queue.windows.map((w) => w.floor_name))) {
      found.set(name, [...(found.get(name) ?? []), [queue, queue.windows.filter((w) => w.floor_name === name)]]);
    }
  }
  return [...found];
}

const word = (w) => (w.open ? WINDOWS[w.state] ?? "在岗" : "无人");

export function Overview({ desk }) {
  const now = useNow(30_000);
  return html`<div class="overview">${floors(desk.view.queues).map(([floor, rows]) => html`<section class="card" key=${floor} aria-label=${floor}>
    <h2>${floor}</h2><div class="scroll" tabindex="0" role="region" aria-label=${`${floor}各队列`}><table><thead><tr><th>队列</th><th>等候</th><th>最久</th><th>窗口</th></tr></thead>
    <tbody>${rows.map(([queue, windows]) => html`<tr key=${queue.id} data-testid=${`queue-${queue.id}`}><td><b class="number">${queue.prefix}</b> ${queue.name}</td>
      <td><b>${queue.waiting}</b></td><td>${queue.waiting && queue.oldest_at ? since(queue.oldest_at, now) : "—"}</td>
      <td>${windows.map((w) => html`<span class=${`at ${w.open ? w.state : "off"}`} key=${w.id} data-testid=${`at-${w.id}`}>${w.label} <b>${word(w)}</b></span>`)}</td></tr>`)}</tbody></table></div></section>`)}</div>`;
}
