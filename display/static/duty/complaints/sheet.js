// 《投诉受理登记表》 or the sheet of a bad rating: read, worked on, printed on A4; and the written reply.
import { boot, clock, html } from "/static/hall.js";

const day = (ms) => new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: boot.timezone }).format(ms);
export const moment = (ms) => (ms ? `${day(ms)} ${clock(ms, boot.timezone)}` : "");
const MAIN = new Set(["take", "answer", "close", "contact", "result", "decide"]);
const isComplaint = (sheet) => sheet.kind === "complaint";

function Due({ sheet }) {
  if (!sheet.due && !isComplaint(sheet)) return html`<span class="soft">${sheet.state_text}</span>`; // its dates stand below
  if (!sheet.due) return html`${sheet.close_due} <span class="soft">${sheet.state_text}</span>`;
  const tone = sheet.overdue ? "bad" : sheet.today ? "warn" : "plain";
  return html`<span class="badge ${tone}" data-testid="sheet-due">${sheet.overdue ? `已超期,应于 ${sheet.due}` : sheet.today ? "今天到期" : `${sheet.due} 前`}</span>
    ${sheet.guessed && html`<small class="soft">节假日未录入,按周一至周五推算</small>`}`;
}

const rows = (pairs) => pairs.map(([name, value, test]) => html`<div key=${name}><dt>${name}</dt><dd data-testid=${test}>${value || html`<span class="soft">无</span>`}</dd></div>`);

function Facts({ sheet }) {
  const shared = [["承办人", sheet.officer, "officer"], ["期限", html`<${Due} sheet=${sheet} />`]];
  if (!isComplaint(sheet)) {
    return html`<dl class="facts">${rows([["评价", `${sheet.level}${sheet.second ? `;再次评价 ${sheet.second}` : ""}`], ["窗口", sheet.target], ["工作人员", sheet.staff],
      ["收到时间", moment(sheet.at)], ...shared, ["联系期限", sheet.contact_due], ["办结期限", sheet.close_due], ["处理结果", sheet.result, "result"], ["申诉", sheet.appeal], ["上报", sheet.escalated]])}</dl>`;
  }
  return html`<dl class="facts">${rows([["渠道", sheet.channel], ["收到时间", moment(sheet.at)], ["对象", sheet.target, "target"], ["事项", sheet.matter],
    ["发生时间", moment(sheet.happened_at)], ["发生地点", sheet.place], ["难易", sheet.complex ? "复杂" : "一般"], ...shared,
    ["责任单位", sheet.unit && `${sheet.unit}${sheet.unit_due ? `(${sheet.unit_due} 前答复)` : ""}`], ["答复方式", sheet.reply_form], ["上报", sheet.escalated]])}</dl>`;
}

/** Kept apart, and only here. */
function Words({ sheet }) {
  const { words } = sheet;
  if (!isComplaint(sheet)) return null;
  return html`<section class="private"><h2>投诉内容和投诉人<small>保密,窗口和首席代表看不到</small></h2>
    ${words ? html`<p class="said" data-testid="words">${words.text || "(没有文字)"}</p>
      <dl class="facts">${rows([["投诉人", words.person, "person"], ["联系电话", words.phone, "phone"]])}</dl>` : html`<p class="soft" data-testid="no-words">${sheet.withheld ? "由值班员保管,此处不显示" : "未留内容和姓名"}</p>`}</section>`;
}

function History({ sheet }) {
  return html`<section><h2>办理经过</h2><table class="history" data-testid="history"><thead><tr><th scope="col">时间</th><th scope="col">办理</th><th scope="col">内容</th><th scope="col">经手人</th></tr></thead>
    <tbody><tr><td>${moment(sheet.at)}</td><td>收到</td><td>${isComplaint(sheet) ? sheet.channel : sheet.level}</td><td></td></tr>
      ${sheet.history.map((step, index) => html`<tr key=${index}><td>${moment(step.at)}</td><td>${step.name}</td>
        <td>${[step.said, step.text].filter(Boolean).join(":")}${Object.keys(step.changes).length > 0 && html`<span class="soft"> 改了 ${Object.keys(step.changes).map((name) => boot.fields[name] ?? name).join("、")}</span>`}</td><td>${step.by}</td></tr>`)}</tbody></table></section>`;
}

/** What the hall itself wrote of that day: an empty post, an alarm (R97). */
const Record = ({ of }) => html`<a class="record" data-testid="record-of-day" href=${`/duty/record?day=${of}`}>${of} 的值班记录(空岗、提醒、停机)</a>`;

function Visit({ visit, about }) {
  if (!visit) return null;
  return html`<section class="visit"><h2>办事经过<small>${visit.day} ${visit.number}</small></h2>
    <ol>${visit.story.map((one, index) => html`<li key=${index}><time>${clock(one.at, boot.timezone)}</time> ${one.text}</li>`)}</ol>
    ${about > 1 && html`<p data-testid="about">一年内该工作人员被投诉 ${about} 件</p>`}</section>`;
}

/** 答复书: on paper only, with what the officer wrote as the answer. */
export function Reply({ sheet }) {
  const answer = sheet.history.findLast((step) => step.step === "answer");
  if (!answer) return null;
  return html`<article class="reply"><h1>投诉答复书</h1><p class="no">${sheet.id}</p>
    <p>${sheet.words?.person || "投诉人"}:</p>
    <p class="body">您于 ${day(sheet.at)} 反映的“${sheet.target} ${sheet.matter}”一事,经核实,答复如下:</p>
    <p class="body said">${answer.text}</p><p class="body">如有不同意见,可再次向本中心反映。感谢您的监督。</p>
    <p class="end">${boot.hall_name}(盖章)<br />${day(answer.at)}</p></article>`;
}

export function Sheet({ sheet, onStep, onPrint, onBack }) {
  const answered = sheet.history.some((step) => step.step === "answer");
  return html`<article class="sheet" data-testid="sheet" data-case=${sheet.id} data-state=${sheet.state} aria-labelledby="sheet-title">
    <header><h1 id="sheet-title">${isComplaint(sheet) ? "投诉受理登记表" : "差评办理单"}</h1>
      <p class="no">${sheet.id} <span class="badge plain" data-testid="sheet-state">${sheet.state_text}</span></p></header>
    <nav class="steps" aria-label="办理"><button class="back" data-testid="to-list" onClick=${onBack}>返回列表</button>
      ${sheet.next.map((step) => html`<button key=${step} class=${MAIN.has(step) ? "main" : ""} data-testid=${`step-${step}`} onClick=${() => onStep(step)}>${boot.steps[step]}</button>`)}
      <span class="gap"></span><button data-testid="print-sheet" onClick=${() => onPrint("")}>打印</button>
      ${answered && html`<button data-testid="print-reply" onClick=${() => onPrint("reply")}>打印答复书</button>`}</nav>
    <${Facts} sheet=${sheet} /><${Words} sheet=${sheet} /><${History} sheet=${sheet} /><${Visit} visit=${sheet.visit} about=${sheet.about} />
    <p><${Record} of=${sheet.visit?.day ?? day(sheet.happened_at || sheet.at)} /></p>
    <section class="hands"><p>承办人签字</p><p>负责人签字</p></section></article>`;
}
