// 停机报告: from when to when, why, and what was done on paper; printed on A4, part of the day's record.
import { boot, clock, html, render } from "/static/hall.js";
import { Export, Got, Print, useGot } from "../sheets/sheet.js";
import { OUTAGES } from "../words.js";

const at = (ms) => (ms ? clock(ms, boot.timezone) : "");
const name = (no) => boot.names[no] ?? (no === "system" ? "系统" : no);
const OUTCOMES = { finished: "办结", waiting: "等候", void: "作废" };
const HEADS = ["号码", "结果", "窗口", "工号", "取号", "呼叫", "开始", "结束", "说明"];

const cells = (line) => [
  line.number, OUTCOMES[line.outcome], boot.windows[line.window] ?? "", line.staff ? `${name(line.staff)} ${line.staff}` : "",
  at(line.taken_at), at(line.called_at), at(line.started_at), at(line.ended_at), line.reason ?? "",
];

function facts(told) {
  const minutes = told.until ? `,共 ${Math.round((told.until - told.since) / 60_000)} 分钟` : "";
  return [
    ["编号", told.id],
    ["类别", OUTAGES[told.kind]],
    ["时间", `${at(told.since)} 起,${told.until ? `${at(told.until)} 恢复` : "尚未恢复"}${minutes}`],
    ["原因", told.reason || "未写明(系统异常停止)"],
    ["经手人", [told.kind !== "cut" && `停机 ${name(told.by)}`, told.resumed_by && `恢复 ${name(told.resumed_by)}`, told.closed_by && `结案 ${name(told.closed_by)} ${at(told.closed_at)}`].filter(Boolean).join("、") || "—"],
    ["手工办理", `办结 ${told.counts.finished}、等候 ${told.counts.waiting}、作废 ${told.counts.void}${told.unconfirmed.length ? `;未确认打印 ${told.unconfirmed.join("、")}` : ""}`],
    ["情况报告", told.report || "未结案"],
  ];
}

function Report({ told }) {
  const rows = told.entries.map(cells);
  return html`<nav class="tools" aria-label="停机报告"><a href="/duty" data-testid="back">返回值班台</a><a href="/duty/record">值班记录</a><span class="gap"></span>
      <${Export} rows=${[...facts(told), HEADS, ...rows]} name=${`停机报告-${told.id}.csv`} /><${Print} /></nav>
    <article class="sheet"><header><h1>${told.hall}停机报告</h1><p class="day">${told.id}</p></header>
      <dl class="facts">${facts(told).map(([word, words]) => html`<div key=${word}><dt>${word}</dt><dd data-testid=${`fact-${word}`}>${words}</dd></div>`)}</dl>
      ${rows.length > 0 && html`<section><h2>手工办理和补录的号码</h2><table class="figures" data-testid="entries"><thead><tr>${HEADS.map((head) => html`<th key=${head} scope="col">${head}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr key=${row[0]}>${row.map((cell, n) => html`<td key=${n}>${cell}</td>`)}</tr>`)}</tbody></table></section>`}
      <section class="signatures"><div><h2>值班员签字</h2><p></p></div><div><h2>带班领导签字</h2><p></p></div></section></article>`;
}

function Page() {
  const got = useGot(`/api/incidents/${encodeURIComponent(boot.incident)}`);
  return html`<${Got} got=${got} title="停机报告">${(told) => html`<${Report} told=${told} />`}</${Got}>`;
}

render(html`<${Page} />`, document.getElementById("app"));
