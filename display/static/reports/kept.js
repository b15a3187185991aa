// A month or quarter as it was made, and what was corrected since; the months and quarters there are.
import { html, useState } from "/static/hall.js";

const cell = (value) => (value === null || value === undefined ? "–" : value);

export function Kept({ kept, asNow, onTurn }) {
  const [open, setOpen] = useState(false);
  const count = kept.changes.length;
  return html`<div class=${`kept ${count ? "" : "same"}`} data-testid="kept"><p><strong>已生成 ${kept.at}</strong>${count ? html` · 之后更正 ${count} 处` : " · 之后没有更正"}<span class="en" lang="en">${count ? `Made then; ${count} figures corrected since` : "Made then; nothing corrected since"}</span></p>
    ${count > 0 && html`<button data-testid="changes" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? "收起" : "看更正"}</button><button data-testid="turn" aria-pressed=${asNow} onClick=${onTurn}>${asNow ? "看生成时的报告" : "看现在的数字"}</button>`}
    ${open && html`<ul>${kept.changes.map((c, n) => html`<li key=${n}>${c.table} · ${c.row} · ${c.column}:${cell(c.was)} → ${cell(c.now)}</li>`)}</ul>`}</div>`;
}

const Empty = () => html`<p class="empty">还没有结束的月份。<span class="en" lang="en">No month is over yet.</span></p>`;

export function Months({ months, go }) {
  if (!months.length) return html`<${Empty} />`;
  return html`<ul class="months">${months.map((m) => html`<li key=${m.month}><button data-testid=${`month-${m.month}`} onClick=${() => go("month", { from: m.from, to: m.to })}>${m.month}</button>
    ${m.sent ? html`<span class="badge good">已报送</span>` : html`<span class=${`badge ${m.late ? "bad" : "warn"}`}>${m.late ? "已过期限" : m.made ? "待报送" : "待生成"} · ${m.due}前${m.guessed ? "(节假日未录入)" : ""}</span>`}</li>`)}</ul>`;
}

export function Quarters({ quarters, go }) {
  if (!quarters.length) return html`<p class="empty">还没有结束的季度,可用上面的日期看本季。<span class="en" lang="en">No quarter is over yet.</span></p>`;
  return html`<ul class="months">${quarters.map((q) => html`<li key=${q.quarter}><button data-testid=${`quarter-${q.quarter}`} onClick=${() => go("quarter", { from: q.from, to: q.to })}>${q.quarter.replace("-Q", "年第")}季度</button><span class="badge">${q.made ? `已生成 ${q.made}` : "待生成"}</span></li>`)}</ul>`;
}

/** The newest month that is made and not sent, told on every report. */
export function Waiting({ months, go }) {
  const newest = months[0];
  if (!newest?.made || newest.sent) return null;
  return html`<p class=${`waiting ${newest.late ? "late" : ""}`} role="status" data-testid="waiting-report"><button onClick=${() => go("month", { from: newest.from, to: newest.to })}>${newest.month} 月度报告已生成</button> ${newest.late ? `报送期限 ${newest.due} 已过,请尽快报送。` : `请于 ${newest.due} 前报送。`}<span class="en" lang="en">${newest.late ? `It was to be sent by ${newest.due}.` : `To be sent by ${newest.due}.`}</span></p>`;
}
