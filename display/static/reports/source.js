// The visits, or the stretches of a window's time, that a number comes from.
import { boot, get, html, useEffect, useState } from "/static/hall.js";
import { query } from "./period.js";

const ENDS = {
  called: "叫号", serving: "开始办理", passed: "过号", finished: "办结", transferred: "转办", held: "挂起", woken: "唤醒", cancelled: "弃号",
  void: "作废", expired: "当日过期", returned: "退回", handed_over: "交班", suspended: "暂停", resumed: "恢复", signed_out: "签退", hall: "大厅停止办理", taken: "取号", requeued: "重排", idle: "空闲", by_hand: "补录",
};
const length = (ms) => (ms < 60_000 ? `${Math.round(ms / 1000)}秒` : `${Math.floor(ms / 60_000)}分${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")}秒`);

/** What happened: when, what, who. Of a visit by its ticket, of a stretch by its window and times. */
function Events({ visit }) {
  const [got, setGot] = useState(null);
  const place = visit.ticket ? { ticket: visit.ticket } : { window: visit.window, since: visit.at[0], until: visit.at[1] };
  useEffect(() => { get(`/api/reports/events?${query({}, { day: visit.day, ...place })}`).then(setGot); }, [JSON.stringify(place)]);
  if (!got) return html`<p class="soft">正在读取…</p>`;
  if (got.problem) return html`<p class="problem" role="alert">${got.problem.detail}</p>`;
  return html`<ol class="events" data-testid="events">${got.data.events.map((event, n) => html`<li key=${n}><time>${event.at}</time> ${event.text}<span class="en" lang="en">${event.text_en}</span> <span class="soft">${event.who}</span></li>`)}</ol>`;
}

function Visit({ visit, open, onOpen }) {
  return html`<tr data-testid="visit"><td>${visit.day}</td><td class="number">${visit.number ?? ""}</td><td>${boot.queues[visit.queue] ?? visit.queue}</td><td>${boot.windows[visit.window] ?? visit.window}</td><td>${boot.names[visit.staff] ?? visit.staff}</td><td>${visit.since}–${visit.until}</td><td class="n">${length(visit.ms)}</td><td>${ENDS[visit.end] ?? visit.end}</td>
    <td><button class="trace" data-testid="trace" aria-expanded=${open} onClick=${onOpen}>经过</button></td></tr>
    ${open && html`<tr><td colspan="9"><${Events} visit=${visit} /></td></tr>`}`;
}

function Visits({ got }) {
  const [open, setOpen] = useState(null);
  const { visits, more, rule, withheld } = got.data;
  return html`<p class="rule" data-testid="rule">怎么数的:${rule[0]}<span class="en" lang="en">${rule[1]}</span></p>
    ${withheld && html`<p class="note">谁评了什么不向首席代表显示(R90);下面是全部办结的业务。<span class="en" lang="en">Who rated what is not shown to a lead; these are all finished visits.</span></p>`}
    ${visits.length === 0 ? html`<p class="none-there" data-testid="none-there">无<span class="en" lang="en">None</span></p>` : html`<p class="soft">${more ? `最早的${visits.length}条,后面还有。` : `共${visits.length}条。`}</p>
    <div class="wide"><table><thead><tr><th>日期</th><th>号码</th><th>队列</th><th>窗口</th><th>人员</th><th>起止</th><th>时长</th><th>结束于</th><th></th></tr></thead>
      <tbody>${visits.map((visit, n) => html`<${Visit} key=${n} visit=${visit} open=${open === n} onOpen=${() => setOpen(open === n ? null : n)} />`)}</tbody></table></div>`}`;
}

export function Source({ report, asked, source, onSource, onClose }) {
  const [got, setGot] = useState(null);
  useEffect(() => {
    setGot(null);
    if (source.both) return;
    get(`/api/reports/${report}/visits?${query(asked, { by: source.by, key: source.key, kind: source.kind, from: source.from ?? asked.from, to: source.to ?? asked.to })}`).then(setGot);
  }, [report, JSON.stringify(asked), JSON.stringify(source)]);
  return html`<aside class="source-list" data-testid="sources" aria-label="数字的来源"><header><h2>${source.name}<span class="en" lang="en">Where the number comes from</span></h2><button data-testid="sources-close" onClick=${onClose}>关闭</button></header>
    ${source.both && html`<p class="rule">增减 = 本期 − 对比期,两个数各有来源:<span class="en" lang="en">The difference of the two:</span></p><p class="keys">${source.both.map((one) => html`<button key=${one.name} onClick=${() => onSource(one)}>${one.from}–${one.to}</button>`)}</p>`}
    ${got?.problem && html`<p class="problem" role="alert">${got.problem.detail}<span class="en">${got.problem.detail_en}</span></p>`}
    ${got?.data && html`<${Visits} key=${JSON.stringify(source)} got=${got} />`}</aside>`;
}
