// Below the waiting list: numbers on hold, and numbers that were passed.
import { html } from "/static/hall.js";
import { noRepeat } from "./actions.js";

export const HOLDS = {
  away_no_papers: { word: "群众取材料,不持件", en: "Fetching papers, nothing left here" },
  away_papers_kept: { word: "材料留下,回原窗口", en: "Papers kept, back to this window" },
  internal_wait: { word: "内部办理,等候", en: "Waiting for work inside" },
};

/** Where it was held does not show in the number, and only that window has the papers. */
export function Held({ tickets, windowId, idle, ready, onWake }) {
  return html`<${List} id="held" title="挂起" unit="件" tickets=${tickets} row=${(ticket) => html`
    <span class="more-words">${HOLDS[ticket.hold]?.word ?? "挂起"}${ticket.window !== windowId && html` <b>${ticket.left ? "(原窗口已签退,可在此办理)" : "(其他窗口)"}</b>`}</span>
    <${ListKey} id=${`wake-${ticket.number}`} word="唤醒" number=${ticket.number} idle=${idle} ready=${ready} onPress=${() => onWake(ticket)} />`} />`;
}

/** The newest first: who missed a call mostly turns up soon. */
export function Passed({ tickets, idle, ready, onCall }) {
  return html`<${List} id="passed" title="过号" unit="位" tickets=${[...tickets].reverse()} row=${(ticket) => html`
    <span class="more-words">${ticket.queue_name}</span>
    <${ListKey} id=${`call-${ticket.number}`} word="呼叫" number=${ticket.number} idle=${idle} ready=${ready} onPress=${() => onCall(ticket)} />`} />`;
}

/** Nothing at all while nobody is on it. */
export function List({ id, title, unit, tickets, row, total = tickets.length }) {
  if (!tickets.length) return null;
  return html`<section class="more" aria-labelledby=${`${id}-title`} data-testid=${`${id}-list`}>
    <h2 id=${`${id}-title`}>${title} <b>${total}</b> ${unit}</h2>
    <ul class="more-list">${tickets.map((ticket) => html`<li key=${ticket.id} data-testid=${`${id}-${ticket.number}`}>
      <span class="number">${ticket.number}</span>${row(ticket)}</li>`)}</ul>
  </section>`;
}

export const ListKey = ({ id, word, number, idle, ready, onPress }) => html`<button type="button" class="side-key" data-testid=${id}
  aria-label=${`${word} ${number}`} data-idle=${idle} aria-disabled=${String(idle || !ready)} onKeyDown=${noRepeat} onClick=${onPress}>${word}</button>`;
