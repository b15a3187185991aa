// 值班记录: the record of a day as the hall's own form, written and signed here, printed on A4.
import { boot, clock, html, render, useAsking, useRef, useState } from "/static/hall.js";
import { Export, Got, Print, Problem, beside, dayLine, useGot } from "./sheet.js";
import { COUNTS, actor, atOnce, sayer, sentence } from "../words.js";

const LOOKED_AT = { true: "正常", false: "未检查" };
const say = sayer(boot);
const at = (ms, seconds = false) => clock(ms, boot.timezone, seconds);

/** [problem, write]: one at a time. */
function useWriting(onDone) {
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const ask = useAsking();
  const write = async (path, body = {}) => {
    if (busy.current) return false;
    busy.current = true;
    const answer = await ask(`/api/duty-record/${path}`, body);
    busy.current = false;
    setProblem(answer.problem);
    if (answer.ok) await onDone();
    return answer.ok;
  };
  return [problem, write];
}

const rowsOf = (record) => [["时间", "事项", "经手人"], ...record.entries.map((e) => [at(e.at, true), sentence(e, say), actor(e.actor, say)])];

function Tools({ record }) {
  const { day, today } = record;
  return html`<nav class="tools" aria-label="值班记录">
    <a href="/duty" data-testid="back">返回值班台</a>
    <a href=${`?day=${beside(day, -1)}`} data-testid="day-before">前一天</a>
    ${day < today && html`<a href=${`?day=${beside(day, 1)}`} data-testid="day-after">后一天</a>`}
    <span class="gap"></span>
    <a href="/duty/pads">纸质号</a>
    <a href=${`/duty/report?day=${day}`} data-testid="report">日报</a>
    <${Export} rows=${rowsOf(record)} name=${`值班记录-${day}.csv`} /><${Print} /></nav>`;
}

function Facts({ record }) {
  const { officers, sums } = record;
  return html`<dl class="facts">
    <div><dt>值班员</dt><dd>${officers.length ? officers.map((o) => `${boot.floors[o.floor] ?? o.floor} ${o.name}`).join("、") : "未排班"}</dd></div>
    ${record.guards.length > 0 && html`<div><dt>保安</dt><dd data-testid="guards">${record.guards.map((shift) => shift.join("、")).join(" / ")}</dd></div>`}
    ${sums && html`<div><dt>业务量</dt><dd data-testid="sums">${COUNTS.filter(([key]) => key in sums).map(([key, word]) => `${word}\u00a0${sums[key]}`).join(" · ")}</dd></div>`}</dl>`;
}

function Checks({ checks, open, write }) {
  const [finding, setFinding] = useState(null);
  const [found, setFound] = useState("");
  const send = async (event) => {
    event.preventDefault();
    if (await write("checks", { item: finding, found })) { setFinding(null); setFound(""); }
  };
  return html`<section><h2>每日检查</h2><table class="checks"><thead><tr><th scope="col">项目</th><th scope="col">情况</th><th scope="col">检查人</th></tr></thead><tbody>${checks.map((check) => html`
    <tr key=${check.id} data-testid=${`check-${check.id}`} data-found=${check.found ?? "?"}><th scope="row">${check.text}<span class="en" lang="en">${check.text_en}</span></th>
      <td class=${check.found ? "bad" : check.found === null ? "soft" : "good"}>${check.found || LOOKED_AT[check.found === ""]}
        ${open && finding === check.id && html`<form onSubmit=${send}><input aria-label="发现的问题" data-testid="found" maxlength="500" required value=${found} onInput=${(e) => setFound(e.target.value)} ref=${(input) => input?.focus()} />
          <button class="main" data-testid="found-ok">记录</button><button type="button" onClick=${() => setFinding(null)}>取消</button></form>`}</td>
      <td>${check.by && html`${say.staff(check.by)} <time>${at(check.at)}</time>`}
        ${open && finding !== check.id && html`<span class="keys">${check.found !== "" && html`<button data-testid=${`well-${check.id}`} aria-label=${`${check.text} 正常`} onClick=${() => write("checks", { item: check.id })}>正常</button>`}
          <button data-testid=${`ill-${check.id}`} aria-label=${`${check.text} 有问题`} onClick=${() => { setFound(""); setFinding(check.id); }}>有问题</button></span>`}</td></tr>`)}</tbody></table></section>`;
}

/** That all was well stands in the list of checks already. */
const tells = (event) => event.type !== "duty.checked.v1" || event.found;

function Entries({ entries, open, write }) {
  const [text, setText] = useState("");
  const send = async (event) => {
    event.preventDefault();
    if (await write("notes", { text })) setText("");
  };
  return html`<section><h2>记事</h2><table class="entries" data-testid="entries"><thead><tr><th scope="col">时间</th><th scope="col">事项</th><th scope="col">经手人</th></tr></thead><tbody>${atOnce(entries.filter(tells)).map((event, index) => html`
      <tr key=${index} class=${event.type === "duty.noted.v1" ? "own" : ""}><td><time>${at(event.at)}</time></td><td>${sentence(event, say)}${event.incident && html` <a href=${`/duty/incident?id=${event.incident}`} data-testid=${`incident-${event.incident}`}>停机报告</a>`}</td><td>${actor(event.actor, say)}</td></tr>`)}</tbody></table>
    ${open && html`<form class="write" onSubmit=${send}><label for="note">补充记事 <span lang="en">Own entry</span></label>
      <input id="note" data-testid="note" maxlength="500" required autocomplete="off" value=${text} onInput=${(e) => setText(e.target.value)} /><button data-testid="note-ok">记入</button></form>`}</section>`;
}

function Signatures({ signed, open, write }) {
  return html`<section class="signatures"><div><h2>值班员签字</h2><p data-testid="signed">${signed.map(({ staff, at: when }) => html`<span key=${staff}>${say.staff(staff)} <time>${at(when)}</time></span>`)}</p></div>
    <div><h2>带班领导签字</h2><p></p></div>
    ${open && html`<button class="main" data-testid="sign" onClick=${() => write("sign")}>核对无误,签字</button>`}</section>`;
}

function Record({ record, problem, read }) {
  const [refused, write] = useWriting(read);
  const open = record.day === record.today;
  return html`<${Tools} record=${record} />
    <article class="sheet"><header><h1>${boot.hall_name}值班记录</h1><p class="day" data-testid="day">${dayLine(record.day)}</p></header>
      <${Facts} record=${record} />
      <${Problem} problem=${refused ?? problem} />
      ${record.checks.length > 0 && html`<${Checks} checks=${record.checks} open=${open} write=${write} />`}
      <${Entries} entries=${record.entries} open=${open} write=${write} />
      <${Signatures} signed=${record.signed} open=${open} write=${write} /></article>`;
}

function Page() {
  const got = useGot(`/api/duty-record${boot.day ? `?day=${boot.day}` : ""}`);
  return html`<${Got} got=${got} title="值班记录">${(record) => html`<${Record} record=${record} problem=${got.problem} read=${got.read} />`}</${Got}>`;
}

render(html`<${Page} />`, document.getElementById("app"));
