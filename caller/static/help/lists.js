// Who was passed and who is on hold, of all queues: one press opens the number.
import { html, useNow } from "/static/hall.js";
import { HOLDS, since, windowName } from "./words.js";

function List({ name, en, tickets, total, desk, shown, empty, testid, line }) {
  const now = useNow(30_000);
  return html`<section class="card list" aria-label=${name}><h2>${name} <small>${total}</small><span class="en" lang="en">${en}</span></h2>
    ${tickets.length ? html`<ul>${tickets.map((ticket) => html`<li key=${ticket.id}><button type="button" class="entry" data-testid=${`${testid}-${ticket.number}`}
        aria-pressed=${String(shown === ticket.id)} onClick=${() => desk.onShow(ticket.id)}>
      <b class="number">${ticket.number}</b><span>${ticket.queue_name}<span class="soft">${line(ticket)}</span></span>
      <span class="soft">已${since(ticket.called_at ?? ticket.taken_at, now)}</span></button></li>`)}</ul>` : html`<p class="soft">${empty}</p>`}
  </section>`;
}

/** Both lists, the age counted from the last call. */
export function Aside({ desk, shown }) {
  const { passed, passed_total, held } = desk.view;
  return html`<div class="lists">
    <${List} name="过号" en="Passed" testid="passed" tickets=${passed} total=${passed_total} ...${{ desk, shown }} empty="没有过号的号码。"
      line=${(t) => `${windowName(t.window)} 呼叫${t.calls}次`} />
    <${List} name="挂起" en="On hold" testid="held" tickets=${held} total=${held.length} ...${{ desk, shown }} empty="没有挂起的号码。"
      line=${(t) => `${HOLDS[t.hold] ?? ""} · ${windowName(t.window)}`} />
  </div>`;
}
