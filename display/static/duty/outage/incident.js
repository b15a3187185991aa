// An outage: since when, and what the paper must still tell.
import { clock, html, useRef } from "/static/hall.js";
import { BackEntry, useDraft } from "./back_entry.js";
import { closeIncident } from "../ask.js";
import { Steps } from "../steps.js";

const STATES = { waiting: "等候", called: "已呼叫", serving: "在办", passed: "过号", held: "挂起" };

export function Incident({ incident, windows, queues, timezone, onAsk }) {
  const form = useRef(null);
  const { draft, change, written, safe } = useDraft(incident.id);
  const { since, until, outstanding } = incident;
  return html`<section class="card incident" id="incident" data-testid="incident" aria-label="停机补录">
    <h2>停机 ${incident.id} <small>${clock(since, timezone)} 起${until ? `,${clock(until, timezone)} 恢复` : ",尚未恢复"}${incident.reason && ` · ${incident.reason}`}</small>
      <a href="/duty/pads" data-testid="pads">打印纸质号</a> <a href=${`/duty/incident?id=${incident.id}`} data-testid="incident-report">停机报告</a>
      ${until && html`<button data-testid="close-incident" onClick=${() => onAsk(closeIncident(incident))}>结案</button>`}</h2>
    ${incident.wrong_clock && html`<p class="problem" role="alert">系统时间早于最后一次记录,请先校准时间。<span class="en">The clock runs behind; please set it first.</span></p>`}
    ${incident.recovery.length > 0 && html`<${Steps} items=${incident.recovery} />`}
    <p class="owed" data-testid="outstanding">${outstanding.length ? `待补录 ${outstanding.length} 项:` : "没有待补录的号码。"}${outstanding.map((ticket) => html`
      <button key=${ticket.id} onClick=${() => { change({ number: ticket.number }); form.current.querySelector("input:checked").focus(); }}><b class="number">${ticket.number}</b> ${STATES[ticket.state] ?? ticket.state}</button>`)}</p>
    ${draft && html`<${BackEntry} form=${form} incident=${incident} windows=${windows.filter((w) => w.kind === "service")} queues=${queues} timezone=${timezone}
      draft=${draft} safe=${safe} onDraft=${change} onWritten=${written} />`}
  </section>`;
}
