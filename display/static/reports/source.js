// The visits, or the stretches of a window's time, that a number comes from.
import { boot, get, html, useEffect, useState } from "/static/hall.js";
import { query } from "./period.js";

const ENDS = {
  called: "叫号", serving: "开始办理", passed: "过号", finished: "办结", transferred: "转办", held: "挂起", woken: "唤醒", cancelled: "弃号",
  void: "作废", expired: "当日过期", returned: "退回", handed_over: "交班", suspended: "暂停", resumed: "恢复", signed_out: "签退", hall: "大厅停止办理", taken: "取号", requeued: "重排",
};
const length = (ms) => (ms < 60_000 ? `${Math.round(ms / 1000)}秒` : `${Math.floor(ms / 60_000)}分${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")}秒`);

export function Source({ report, asked, source, onClose }) {
  const [got, setGot] = useState(null);
  useEffect(() => {
    get(`/api/reports/${report}/visits?${query(asked, { by: source.by, key: source.key, kind: source.kind, from: source.from ?? asked.from, to: source.to ?? asked.to })}`).then(setGot);
  }, [report, JSON.stringify(asked), JSON.stringify(source)]);
  const visits = got?.data?.visits;
  return html`<aside class="source-list" data-testid="sources" aria-label="数字的来源"><header><h2>${source.name}<span class="en" lang="en">Where the number comes from</span></h2><button data-testid="sources-close" onClick=${onClose}>关闭</button></header>
    ${got?.problem && html`<p class="problem" role="alert">${got.problem.detail}<span class="en">${got.problem.detail_en}</span></p>`}
    ${visits && html`<p class="soft">${got.data.more ? `最早的${visits.length}条,后面还有。` : `共${visits.length}条。`}</p><table><thead><tr><th>日期</th><th>号码</th><th>队列</th><th>窗口</th><th>人员</th><th>起止</th><th>时长</th><th>结束于</th></tr></thead>
      <tbody>${visits.map((visit, n) => html`<tr key=${n} data-testid="visit"><td>${visit.day}</td><td class="number">${visit.number ?? ""}</td><td>${boot.queues[visit.queue] ?? visit.queue}</td><td>${boot.windows[visit.window] ?? visit.window}</td><td>${boot.names[visit.staff] ?? visit.staff}</td><td>${visit.since}–${visit.until}</td><td class="n">${length(visit.ms)}</td><td>${ENDS[visit.end] ?? visit.end}</td></tr>`)}</tbody></table>`}</aside>`;
}
