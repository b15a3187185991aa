// 下班前须办结: what is to be settled before the hall is left, the sum of the day, and when the mains may be cut.
import { html, render, useEffect, useFeed, useState } from "/static/hall.js";
import { Ask, actionsOf } from "../ask.js";
import { Got, dayLine, useGot } from "./sheet.js";
import { Steps } from "../steps.js";
import { COUNTS } from "../words.js";

/** Where each line is settled. A rating ends by itself. */
const WAYS = {
  in_hand: ["/duty#windows", "看窗口"], waiting: ["/duty#queues", "看队列"], held: ["/desk", "总服务台唤醒"], passed: ["/desk", "总服务台办理"],
  unconfirmed: ["/duty#unconfirmed", "处理号票"], incident: ["/duty#incident", "补录结案"], alarms: ["/duty#alarms", "处理提醒"],
  cases: ["/duty/complaints", "办理投诉"], offer: ["/duty/roster", "看交接班"], checks: ["/duty/record", "逐项检查"], signed: ["/duty/record", "签字"],
};
/** Lines that name numbers: a press on one opens it on the duty page, with what can be done there. */
const OF_NUMBERS = ["in_hand", "waiting", "held", "passed", "unconfirmed"];
const AFTER_MS = 400; // one look for a burst of changes

const way = ({ id }) => WAYS[id] && html`<a href=${WAYS[id][0]} data-testid=${`way-${id}`}>${WAYS[id][1]}</a>`;

const place = (day) => ({ id }, name) => (OF_NUMBERS.includes(id) ? `/duty#ticket=${day.replaceAll("-", "")}-${name}` : "");

function Off({ shutdown }) {
  const so = shutdown.items.every((item) => item.done);
  return html`<section data-testid="shutdown" data-so=${String(so)}><h2>${so ? "可以关机" : "暂不能关机"}<span class="en" lang="en">${so ? "The mains may be cut" : "Please wait with the mains"}</span></h2>
    <${Steps} items=${shutdown.items} after=${(item) => item.id === "signed" && html`<a href="/duty/record">签字</a>`} />
    <p class="soft">已写入磁盘的最后一条记录:第 ${shutdown.written} 条。${shutdown.unsent > 0 && html`未上报 ${shutdown.unsent} 条,留在发件箱,明早继续。`}明早开机后自动回到开门前,号码从 001 起。</p>
    <h2>断电顺序</h2><ol>${shutdown.order.map((step) => html`<li key=${step.text}>${step.text}<span class="en" lang="en">${step.text_en}</span></li>`)}</ol></section>`;
}

function Page({ told, onDone }) {
  const [asked, setAsked] = useState(null);
  const actions = actionsOf({ hall: { state: told.state } }).filter((action) => action.op === "close");
  return html`<nav class="tools" aria-label="关门清单"><a href="/duty" data-testid="back">返回值班台</a><span class="gap"></span>
      <a href="/duty/report" data-testid="report">日报</a><a href="/duty/record">值班记录</a>
      ${actions.map((action) => html`<button key=${action.label} class="main" data-testid=${action.op} onClick=${() => setAsked(action)}>${action.label}</button>`)}</nav>
    <article class="sheet"><header><h1>关门清单</h1><p class="day">${dayLine(told.day)}</p></header>
      ${told.shutdown && html`<${Off} shutdown=${told.shutdown} />`}
      <section><h2>下班前须办结</h2><${Steps} items=${told.items} word="无" after=${way} place=${place(told.day)} /></section>
      <section><h2>今日业务量</h2><p data-testid="sums">${COUNTS.filter(([key]) => key in told.sums).map(([key, word]) => `${word}\u00a0${told.sums[key]}`).join(" · ")}${told.sums.balanced ? "" : " · 票数不符,请查看日志"}</p></section></article>
    ${asked && html`<${Ask} action=${asked} onDone=${() => { setAsked(null); onDone(); }} />`}`;
}

function Closing() {
  const got = useGot("/api/closing");
  const { seq } = useFeed("/duty", got.data && { page: "closing" });
  useEffect(() => {
    const timer = setTimeout(got.read, AFTER_MS);
    return () => clearTimeout(timer);
  }, [seq]);
  return html`<${Got} got=${got} title="关门清单">${(told) => html`<${Page} told=${told} onDone=${got.read} />`}</${Got}>`;
}

render(html`<${Closing} />`, document.getElementById("app"));
