// 日报: the day in figures, printed on A4 and exported; what stands here is the sum of the day's events.
import { boot, clock, html, render } from "/static/hall.js";
import { Export, Got, Print, beside, dayLine, useGot } from "./sheet.js";
import { COUNTS, OUTAGES, alarmWord } from "../words.js";

const at = (ms) => clock(ms, boot.timezone);
const HOURS = { opened: "开始办理", lunch: "午休", extended: "停止取号", closed: "关闭大厅" };
const KINDS = COUNTS;
const LEVELS = [["5", "非常满意"], ["4", "满意"], ["3", "基本满意"], ["2", "不满意"], ["1", "非常不满意"]];
const minutes = (seconds) => `${Math.round(seconds / 6) / 10} 分钟`;

/** 好评率 of those who pressed; "—" where nobody did. */
const good = (of) => (of.rated ? `${(100 * of.good / of.rated).toFixed(1)}%` : "—");
const waits = ({ waits: of }) => (of?.count ? [minutes(of.median_s), minutes(of.max_s)] : ["—", "—"]);
const row = (name, of) => [name, ...KINDS.map(([key]) => of[key] ?? 0), good(of), ...waits(of)];

const heads = ["业务", ...KINDS.map(([, word]) => word), "好评率", "等候中位数", "最长等候"];
const rowsOf = (told) => [...told.queues.map((queue) => row(queue.name, queue)), row("合计", told.sums)];

function facts(told) {
  const { sums } = told;
  const decided = sums.decided ?? {};
  return [
    ["开放时间", told.hours.map((hour) => `${at(hour.at)} ${HOURS[hour.what]}`).join("、") || "未开放"],
    ["号码来源", `机器号 ${sums.machine ?? 0}、纸质号 ${sums.paper ?? 0}`],
    ["评价", LEVELS.map(([level, word]) => `${word} ${sums.levels?.[level] ?? 0}`).join("、")],
    ["次序外", `指定呼叫 ${decided.chosen ?? 0}、转移等候 ${decided.moved ?? 0}、调整业务 ${decided.assigned ?? 0}、绿色通道 ${decided.green ?? 0}`],
    ["延时服务", told.people.map((one) => `${one.name || one.no} ${one.minutes} 分钟`).join("、") || "无"],
    ["提醒", Object.entries(told.alarms).map(([kind, count]) => `${alarmWord(kind)} ${count} 次`).join("、") || "无"],
    ["投诉差评", `投诉 ${told.complaints} 件、差评 ${told.bad_ratings} 件`],
    ["停机", told.incidents.map((one) => `${at(one.since)}–${one.until ? at(one.until) : "未恢复"} ${OUTAGES[one.kind]} ${one.reason}`).join(";") || "无"],
  ];
}

function Report({ told }) {
  const rows = rowsOf(told);
  const { day, today } = told;
  return html`<nav class="tools" aria-label="日报"><a href="/duty/closing" data-testid="back">关门清单</a><a href=${`?day=${beside(day, -1)}`} data-testid="day-before">前一天</a>
      ${day < today && html`<a href=${`?day=${beside(day, 1)}`}>后一天</a>`}<span class="gap"></span>
      <${Export} rows=${[heads, ...rows, ...facts(told)]} name=${`日报-${day}.csv`} /><${Print} /></nav>
    <article class="sheet wide"><header><h1>${boot.hall_name}日报</h1><p class="day">${dayLine(day)}${told.closed ? "" : "(尚未关闭,截至现在)"}</p></header>
      <section><h2>业务量</h2><table class="figures" data-testid="figures"><thead><tr>${heads.map((head) => html`<th key=${head} scope="col">${head}</th>`)}</tr></thead>
        <tbody>${rows.map(([name, ...cells]) => html`<tr key=${name}><th scope="row">${name}</th>${cells.map((cell, n) => html`<td key=${n}>${cell}</td>`)}</tr>`)}</tbody></table>
        ${told.sums.balanced === false && html`<p class="problem" role="alert">票数不符,请查看日志。<span class="en" lang="en">The sum does not add up; please look at the log.</span></p>`}</section>
      <dl class="facts">${facts(told).map(([name, words]) => html`<div key=${name}><dt>${name}</dt><dd data-testid=${`fact-${name}`}>${words}</dd></div>`)}</dl>
      <section class="signatures"><div><h2>值班员签字</h2><p></p></div><div><h2>带班领导签字</h2><p></p></div></section></article>`;
}

function Page() {
  const got = useGot(`/api/day-report${boot.day ? `?day=${boot.day}` : ""}`);
  return html`<${Got} got=${got} title="日报">${(told) => html`<${Report} told=${told} />`}</${Got}>`;
}

render(html`<${Page} />`, document.getElementById("app"));
