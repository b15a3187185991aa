// 值班记录: the record of a day as the hall's own form, written and signed here, printed on A4.
import { boot, clock, dateLine, get, html, render, useAsking, useEffect, useRef, useState } from "/static/hall.js";
import { SignIn } from "./sign_in.js";
import { COUNTS, actor, sayer, sentence } from "./words.js";

const LOOKED_AT = { true: "正常", false: "未检查" };
const say = sayer(boot);
const at = (ms, seconds = false) => clock(ms, boot.timezone, seconds);
const beside = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** {record, problem, read}: the record of the day, read anew after everything that is written. */
function useRecord(day) {
  const [got, setGot] = useState({ record: null, problem: null });
  const read = async () => {
    const { ok, data, problem } = await get(`/api/duty-record${day ? `?day=${day}` : ""}`);
    setGot(ok ? { record: data, problem: null } : (last) => ({ record: last.record, problem }));
  };
  useEffect(() => { read(); }, [day]);
  return { ...got, read };
}

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

/** What a spreadsheet opens without a question: a mark for UTF-8, quotes around every field. */
function table(record) {
  const rows = [["时间", "事项", "经手人"], ...record.entries.map((e) => [at(e.at, true), sentence(e, say), actor(e.actor, say)])];
  const field = (text) => `"${String(text).replaceAll('"', '""').replace(/^[=+\-@]/, "'$&")}"`;
  return `\ufeff${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

function Tools({ record }) {
  const { day, today } = record;
  const file = URL.createObjectURL(new Blob([table(record)], { type: "text/csv" }));
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  return html`<nav class="tools" aria-label="值班记录">
    <a href="/duty" data-testid="back">返回值班台</a>
    <a href=${`?day=${beside(day, -1)}`} data-testid="day-before">前一天</a>
    ${day < today && html`<a href=${`?day=${beside(day, 1)}`} data-testid="day-after">后一天</a>`}
    <span class="gap"></span>
    <a href="/duty/pads">纸质号</a>
    <a href=${file} download=${`值班记录-${day}.csv`} data-testid="export">导出表格</a>
    <button class="main" data-testid="print" onClick=${() => print()}>打印</button></nav>`;
}

function Facts({ record }) {
  const { officers, sums } = record;
  return html`<dl class="facts">
    <div><dt>值班员</dt><dd>${officers.length ? officers.map((o) => `${boot.floors[o.floor] ?? o.floor} ${o.name}`).join("、") : "未排班"}</dd></div>
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
  return html`<section><h2>记事</h2><table class="entries" data-testid="entries"><thead><tr><th scope="col">时间</th><th scope="col">事项</th><th scope="col">经手人</th></tr></thead><tbody>${entries.filter(tells).map((event, index) => html`
      <tr key=${index} class=${event.type === "duty.noted.v1" ? "own" : ""}><td><time>${at(event.at)}</time></td><td>${sentence(event, say)}</td><td>${actor(event.actor, say)}</td></tr>`)}</tbody></table>
    ${open && html`<form class="write" onSubmit=${send}><label for="note">补充记事 <span lang="en">Own entry</span></label>
      <input id="note" data-testid="note" maxlength="500" required autocomplete="off" value=${text} onInput=${(e) => setText(e.target.value)} /><button data-testid="note-ok">记入</button></form>`}</section>`;
}

function Signatures({ signed, open, write }) {
  return html`<section class="signatures"><div><h2>值班员签字</h2><p data-testid="signed">${signed.map(({ staff, at: when }) => html`<span key=${staff}>${say.staff(staff)} <time>${at(when)}</time></span>`)}</p></div>
    <div><h2>带班领导签字</h2><p></p></div>
    ${open && html`<button class="main" data-testid="sign" onClick=${() => write("sign")}>核对无误,签字</button>`}</section>`;
}

function Record() {
  const [session, setSession] = useState(0);
  const { record, problem, read } = useRecord(boot.day);
  const [refused, write] = useWriting(read);
  useEffect(() => { if (session) read(); }, [session]);
  if (!record && ["sign_in_required", "forbidden"].includes(problem?.code)) return html`<${SignIn} key=${session} refused=${problem} onDone=${() => setSession((n) => n + 1)} />`;
  if (!record) {
    return problem ? html`<div class="sheet"><h1>值班记录</h1><p class="problem" role="alert">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p><p><a href="/duty/record">今天的记录</a></p></div>`
      : html`<p class="connecting" role="status">正在读取…<span class="en" lang="en">Loading…</span></p>`;
  }
  const open = record.day === record.today;
  return html`<${Tools} record=${record} />
    <article class="sheet"><header><h1>${boot.hall_name}值班记录</h1><p class="day" data-testid="day">${dateLine(Date.parse(`${record.day}T12:00Z`), "UTC")}</p></header>
      <${Facts} record=${record} />
      ${(refused ?? problem) && html`<p class="problem" role="alert" data-testid="problem">${(refused ?? problem).detail}<span class="en" lang="en">${(refused ?? problem).detail_en}</span></p>`}
      ${record.checks.length > 0 && html`<${Checks} checks=${record.checks} open=${open} write=${write} />`}
      <${Entries} entries=${record.entries} open=${open} write=${write} />
      <${Signatures} signed=${record.signed} open=${open} write=${write} /></article>`;
}

render(html`<${Record} />`, document.getElementById("app"));
