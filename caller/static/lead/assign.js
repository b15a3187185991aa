// Which queues a window serves, first or only while nobody else waits, and how its lanes take turns.
import { html, useState } from "/static/hall.js";
import { Decision } from "./parts.js";

const TIERS = [["first", "主办"], ["second", "备办"], ["none", "不办"]];
const RATIOS = ["1:1", "2:1", "3:1", "1:2", "1:3"];

export function Assign({ view, window, onDone }) {
  const [tiers, setTiers] = useState(() => Object.fromEntries(view.queues.map((q) => [q.id, tierOf(window, q.id)])));
  const own = window.lanes?.join(":") ?? "";
  const [ratio, setRatio] = useState(own);
  const chosen = (tier) => view.queues.filter((q) => tiers[q.id] === tier).map((q) => q.id);
  const body = (reason) => ({ queues: keep(window.queues, chosen("first")), backup: keep(window.backup, chosen("second")), lanes: lanesOf(ratio), reason });
  const first = chosen("first");
  return html`<${Decision} path=${`/api/windows/${encodeURIComponent(window.id)}/queues`} body=${body} label=${`调整${window.label}`}
      quick=${["人手不足", "等候较多", "窗口故障"]} done=${`已调整:${window.label}`} onDone=${onDone} idle=${!first.length}
      overrule=${{ queue_unserved: ["仍要调整", { confirmed: true }] }}>
    <p class="lead-note">下一次叫号起生效,当天有效。备办:主办业务无人等候时才叫。<span class="en" lang="en">From the next call on, until the day ends. Second: only while nobody waits in the first.</span></p>
    <ul class="lead-queues" aria-label="业务">${view.queues.map((q) => html`<li key=${q.id}><fieldset>
      <legend><b>${q.prefix}</b> ${q.name} <span class="soft">等候 ${q.waiting}</span></legend>
      ${TIERS.map(([tier, word]) => html`<label key=${tier} class="lead-tier"><input type="radio" name=${`tier-${q.id}`} data-testid=${`tier-${q.id}-${tier}`} checked=${tiers[q.id] === tier}
        onChange=${() => setTiers({ ...tiers, [q.id]: tier })} /><span>${word}</span></label>`)}
    </fieldset></li>`)}</ul>
    <label class="lead-field">优先与普通交替<span class="en" lang="en">Priority and normal in turn</span>
      <select data-testid="lead-lanes" value=${ratio} onChange=${(e) => setRatio(e.currentTarget.value)}>
        <option value="">按大厅设置(${view.lanes.join(":")})</option>
        ${[...new Set([own, ...RATIOS])].filter(Boolean).map((text) => html`<option key=${text} value=${text}>${text}</option>`)}
      </select></label>
  <//>`;
}

const tierOf = ({ queues, backup }, id) => (queues.includes(id) ? "first" : backup.includes(id) ? "second" : "none");

/** Those that stay keep their order. */
const keep = (before, now) => [...before.filter((id) => now.includes(id)), ...now.filter((id) => !before.includes(id))];

function lanesOf(ratio) {
  if (!ratio) return null;
  const [priority, normal] = ratio.split(":").map(Number);
  return { priority, normal };
}
