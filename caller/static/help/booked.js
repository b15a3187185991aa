// Appointments: check in by code, the list of a day, and the import of what was booked elsewhere.
import { boot, get, html, newKey, useEffect, useFirstFocus, useRef, useState } from "/static/hall.js";
import { Answer } from "./answer.js";
import { AWAY } from "../commands.js";
import { Done, Problem, useAct } from "./parts.js";
import { numberOf } from "./words.js";

const HEADER = "code,day,queue,start,end";
const FIELDS = { code: "预约码", day: "日期", queue: "队列", start: "开始时间", end: "结束时间" };
const KINDS = {
  columns: "应有5列", repeated: "预约码重复", unreadable: `无法读取;第一行应为 ${HEADER}`, string_pattern_mismatch: "格式不对",
  string_too_short: "不能为空", string_too_long: "太长", value_error: "没有这一天", missing: "缺少", unknown_queue: "没有这个队列",
};
const SHOWN_FAULTS = 50;

/** A day's appointments, asked again whenever one is booked or checked in. */
function useDay(day, changed, onLost) {
  const [listed, setListed] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    let gone = false;
    get(`/api/appointments?day=${day}`).then(({ ok, status, data, problem: refusal }) => {
      if (gone) return;
      if (status === 401) onLost();
      setProblem(refusal);
      if (ok) setListed(data.appointments);
    });
    return () => { gone = true; };
  }, [day, changed]);
  return { listed, problem };
}

function CheckIn({ act, problem, working, onTaken }) {
  const [code, setCode] = useState("");
  const first = useFirstFocus();
  const go = async (event) => {
    event.preventDefault();
    if (!code.trim()) return;
    const taken = await act("/api/check-ins", { code: code.trim() });
    if (taken) onTaken(taken);
  };
  return html`<form onSubmit=${go} aria-label="预约签到"><label for="code">预约签到<span class="en" lang="en">Check in by code</span></label>
    <div class="line"><input id="code" data-testid="code" ref=${first} autocomplete="off" maxlength="40" placeholder="预约码" value=${code} onInput=${(e) => setCode(e.target.value)} />
      <button class="main" data-testid="check-in" aria-disabled=${String(working)}>签到取号</button></div>
    <${Problem} problem=${problem} /></form>`;
}

/** As text/csv, so that the server reads it in whatever encoding a spreadsheet saved it; a stale token once more. */
async function sendCsv(content, key) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const headers = { "Content-Type": "text/csv", "X-CSRF-Token": boot.csrf ?? "", "Idempotency-Key": key };
      const response = await fetch("/api/appointments", { method: "POST", headers, body: content, signal: AbortSignal.timeout(20_000) });
      const data = await response.json();
      if (data.code === "csrf" && attempt === 1) { await get("/api/session"); continue; }
      return response.ok ? { data } : { problem: data };
    } catch { return { problem: AWAY }; }
  }
}

function faultText({ field, kind, reason }) {
  return `${FIELDS[field] ?? ""}${KINDS[kind] ?? reason}`;
}

function Faults({ problem }) {
  const faults = problem.errors ?? [];
  if (!faults.length) return html`<${Problem} problem=${problem} />`;
  return html`<div role="alert" class="problem" data-testid="faults"><p><b>没有导入:${faults.length} 处有误</b>,改好后请再导入。<span class="en" lang="en">Nothing was imported; please mend these lines.</span></p>
    <ul tabindex="0" aria-label="有误的行">${faults.slice(0, SHOWN_FAULTS).map((fault, index) => html`<li key=${index}>${fault.line ? `第 ${fault.line} 行:` : ""}${faultText(fault)}</li>`)}
      ${faults.length > SHOWN_FAULTS && html`<li>另有 ${faults.length - SHOWN_FAULTS} 处</li>`}</ul></div>`;
}

function Import({ desk, onImported }) {
  const [text, setText] = useState("");
  const [file, setFile] = useState(null);
  const [told, setTold] = useState({});
  const [working, setWorking] = useState(false);
  const busy = useRef(false);
  const chooser = useRef(null);
  const content = file ?? (text.includes("\t") ? text.replaceAll("\t", ",") : text); // pasted from a spreadsheet
  const go = async (event) => {
    event.preventDefault();
    if (busy.current || (!file && !text.trim())) return;
    if (desk.stale) { setTold({ problem: AWAY }); return; }
    busy.current = true;
    setWorking(true);
    const { data, problem } = await sendCsv(content, newKey());
    busy.current = false;
    setWorking(false);
    setTold({ problem, booked: data?.booked });
    if (problem?.code === "sign_in_required") desk.onLost();
    if (!data) return;
    setText("");
    setFile(null);
    chooser.current.value = "";
    onImported();
  };
  return html`<form class="import" onSubmit=${go} aria-label="导入预约"><h2>导入预约<span class="en" lang="en">Import appointments</span></h2>
    <p class="soft">表格第一行为 <code>${HEADER}</code>,如 <code>8041,${desk.view.hall.day},${desk.view.queues[0]?.id},09:00,09:30</code></p>
    <p class="soft">队列:${desk.view.queues.map((q) => `${q.id} = ${q.name}`).join("、")}</p>
    <label for="csv-file">选择文件(CSV)</label><input id="csv-file" type="file" data-testid="csv-file" ref=${chooser} accept=".csv,text/csv,text/plain" onChange=${(e) => { setFile(e.target.files[0] ?? null); setTold({}); }} />
    <label for="csv-text">或粘贴</label><textarea id="csv-text" data-testid="csv-text" rows="5" spellcheck=${false} disabled=${file !== null} value=${text} placeholder=${HEADER} onInput=${(e) => { setText(e.target.value); setTold({}); }}></textarea>
    ${told.problem && html`<${Faults} problem=${told.problem} />`}<${Done} text=${told.booked !== undefined && `已导入 ${told.booked} 个预约`} />
    <button class="main" data-testid="import" aria-disabled=${String(working)}>${working ? "正在导入…" : "导入"}</button></form>`;
}

function Day({ desk, day, onDay, listed, problem, onCheckIn }) {
  const names = new Map(desk.view.queues.map((q) => [q.id, q.name]));
  const today = day === desk.view.hall.day;
  return html`<section class="card list booked-list" aria-label="预约名单"><div class="line"><h2>预约名单 <small>${listed?.length ?? ""}</small></h2>
      <label class="day">日期 <input type="date" data-testid="day" value=${day} onInput=${(e) => e.target.value && onDay(e.target.value)} /></label></div>
    <${Problem} problem=${problem} />
    ${listed?.length === 0 && html`<p class="soft">这一天没有预约。</p>`}
    ${listed?.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="预约"><table><thead><tr><th>时段</th><th>预约码</th><th>业务</th><th>号码</th></tr></thead><tbody>${listed.map((a) => html`
      <tr key=${a.code} data-testid=${`booked-${a.code}`}><td>${a.start}–${a.end}</td><td>${a.code}</td><td>${names.get(a.queue) ?? a.queue}</td>
        <td>${a.ticket ? html`<button type="button" class="key slim number" onClick=${() => desk.onShow(a.ticket)}>${numberOf(a.ticket)}</button>`
          : today ? html`<button type="button" class="key slim" data-testid=${`check-in-${a.code}`} onClick=${() => onCheckIn(a.code)}>签到</button>` : "—"}</td></tr>`)}</tbody></table></div>`}
  </section>`;
}

export function Booked({ desk }) {
  const { hall } = desk.view;
  const [day, setDay] = useState(hall.day);
  const [taken, setTaken] = useState(null);
  const [imported, setImported] = useState(0);
  const { act, problem, working } = useAct(desk);
  const checkIn = async (code) => { const data = await act("/api/check-ins", { code }); if (data) setTaken(data); };
  return html`<div class="work">
    <div class="right"><section class="card">${taken ? html`<${Answer} key=${taken.id} desk=${desk} ticket=${taken} onNext=${() => setTaken(null)} />`
        : html`<${CheckIn} act=${act} problem=${problem} working=${working} onTaken=${setTaken} />`}</section>
      ${desk.may.desk && html`<section class="card"><${Import} desk=${desk} onImported=${() => setImported((n) => n + 1)} /></section>`}</div>
    ${desk.may.desk && html`<${Listed} desk=${desk} day=${day} imported=${imported} onDay=${setDay} onCheckIn=${checkIn} />`}
  </div>`;
}

/** The day's list, for who may see it: a lead checks in by code only. */
function Listed({ desk, day, imported, onDay, onCheckIn }) {
  const { appointments } = desk.view;
  const list = useDay(day, `${appointments.booked}.${appointments.checked_in}.${imported}`, desk.onLost);
  return html`<${Day} desk=${desk} day=${day} onDay=${onDay} listed=${list.listed} problem=${list.problem} onCheckIn=${onCheckIn} />`;
}
