// 纸质号: slips for the hours without mains, printed beforehand; each has its number once, and a half that stays here.
import { boot, html, render, useState } from "/static/hall.js";

const USUAL = 12; // slips of a queue: two sheets
const TIMES = ["取号时间", "呼叫时间", "开始时间", "结束时间"];
const LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"];
const MOST = boot.last - boot.first + 1;

const numbers = (queue, count) => Array.from({ length: count }, (_, i) => `${queue.prefix}${boot.first + i}`);

function Slip({ queue, number }) {
  return html`<li class="slip" data-testid=${`slip-${number}`}>
    <div class="given"><p>${boot.hall_name}</p><b class="number">${number}</b><p class="matter">${queue.name}</p>
      <p class="soft">手工号 · 请保管好,听工作人员叫号<span class="en" lang="en">Paper number. Please keep it and listen for your call.</span></p></div>
    <div class="kept"><p class="head"><b>${number}</b> ${queue.name}</p>
      <dl>${TIMES.map((word) => html`<div key=${word}><dt>${word}</dt><dd>:</dd></div>`)}
        <div><dt>窗口</dt><dd></dd></div><div><dt>工号</dt><dd></dd></div><div class="wide"><dt>事项</dt><dd></dd></div></dl>
      <p class="levels">${LEVELS.map((word) => html`<span key=${word}>□ ${word}</span>`)}</p></div></li>`;
}

function Pads() {
  const [chosen, setChosen] = useState(new Set(boot.queues.map((queue) => queue.id)));
  const [count, setCount] = useState(USUAL);
  const toggle = (id) => setChosen((last) => { const next = new Set(last); if (!next.delete(id)) next.add(id); return next; });
  const given = Math.min(MOST, Math.max(1, Math.trunc(Number(count)) || 1));
  const queues = boot.queues.filter((queue) => chosen.has(queue.id));
  return html`<nav class="tools" aria-label="纸质号"><a href="/duty" data-testid="back">返回值班台</a>
      <h1>纸质号<span class="en" lang="en">Paper numbers for an outage</span></h1>
      <label>每项业务 <input type="number" min="1" max=${MOST} value=${count} data-testid="count" onInput=${(e) => setCount(e.target.value)} /> 张</label>
      <button class="main" data-testid="print" disabled=${!queues.length} onClick=${() => print()}>打印 ${queues.length * given} 张</button>
      <fieldset><legend>业务</legend>${boot.queues.map((queue) => html`<label key=${queue.id}><input type="checkbox" checked=${chosen.has(queue.id)} data-testid=${`queue-${queue.id}`} onChange=${() => toggle(queue.id)} />${queue.prefix} ${queue.name}</label>`)}</fieldset>
      <p class="soft">平时打印备用:停电、断网时由工作人员发放,先叫机器号,再叫手工号;恢复后按右半联在值班台补录。机器不会发出 ${boot.first}–${boot.last} 号。</p></nav>
    ${queues.map((queue) => html`<ol key=${queue.id} class="pad" aria-label=${queue.name}>${numbers(queue, given).map((number) => html`<${Slip} key=${number} queue=${queue} number=${number} />`)}</ol>`)}`;
}

render(html`<${Pads} />`, document.getElementById("app"));
