// 登记台账: search, what is due, what is to be collected, what is missing; one case with its history and its keys.
import { boot, get, html, render, useEffect, useRef, useState } from "/static/hall.js";
import { SignIn, asksWho, signOut } from "/static/sign_in.js";
import { Case } from "./case.js";
import { Refusal } from "./parts.js";
import { BY_DAY, DUE, LISTS, dateTime, heading } from "./words.js";

/** {got, problem, read}: a list, read anew after everything that is written. */
function useList(list, find, span, session) {
  const [state, setState] = useState({ got: null, problem: null });
  const read = async () => {
    const asked = `${list}|${find}`;
    const query = new URLSearchParams({ list: find ? "find" : list, ...(find ? { find } : BY_DAY.has(list) ? span : {}) });
    const { ok, data, problem } = await get(`/api/ledger?${query}`);
    setState((last) => ({ got: ok ? { ...data, asked } : last.got, problem: ok ? null : problem }));
  };
  useEffect(() => { read(); }, [list, find, session, BY_DAY.has(list) && JSON.stringify(span)]);
  return { ...state, read };
}

function Row({ line, today, open, onOpen }) {
  const press = () => onOpen(line.line);
  return html`<tr data-testid=${`line-${line.line}`} data-due=${line.due} class=${open ? "open" : ""} onClick=${press}>
    <td><button type="button" class="link" aria-expanded=${String(open)} onClick=${(event) => { event.stopPropagation(); press(); }}>${line.accept_no}</button></td>
    <td>${line.matter}</td><td>${line.outcome}</td>
    <td><time>${dateTime(line.accepted_at)}</time></td>
    <td class=${`due ${line.due}`}>${line.promised || "—"}${DUE[line.due] && html` <b>${DUE[line.due]}</b>`}${line.guessed && html`<span class="en" title="这一年的放假安排还没有公布,按周一至周五推算">推算</span>`}</td>
    <td>${line.state_text}${line.paused_for && html`<span class="en">${line.paused_for}</span>`}</td>
    <td>${line.window}<span class="en">${line.staff}</span></td></tr>`;
}

function Visits({ visits }) {
  return html`<table data-testid="visits"><thead><tr><th>票号</th><th>业务</th><th>窗口</th><th>工号</th><th>办结时间</th></tr></thead>
    <tbody>${visits.map((visit) => html`<tr key=${visit.id}><td class="number">${visit.number}</td><td>${visit.queue}</td><td>${visit.window}</td><td>${visit.staff}</td><td>${dateTime(visit.ended_at)}</td></tr>`)}</tbody></table>`;
}

function Lines({ got, open, onOpen }) {
  return html`<table data-testid="lines"><thead><tr><th>受理编号</th><th>事项</th><th>类型</th><th>受理时间</th><th>承诺日期</th><th>状态</th><th>窗口 / 工号</th></tr></thead>
    <tbody>${got.lines.map((line) => html`<${Row} key=${line.line} line=${line} today=${got.today} open=${open === line.line} onOpen=${onOpen} />`)}</tbody></table>`;
}

/** The days of a list: what is missing is looked for in the days gone by, too. */
function Days({ span, today, onSpan }) {
  const day = (name, word, bound) => html`<label>${word}<input type="date" data-testid=${`span-${name}`} value=${span[name] ?? today} ...${bound} onChange=${(e) => e.currentTarget.value && onSpan({ first: today, last: today, ...span, [name]: e.currentTarget.value })} /></label>`;
  return html`<p class="days">${day("first", "从", { max: span.last ?? today })}${day("last", "到", { min: span.first ?? today, max: today })}</p>`;
}

function Export({ today }) {
  const dialog = useRef(null);
  const [span, setSpan] = useState({ first: today, last: today, reason: "" });
  const [problem, setProblem] = useState(null);
  const set = (name) => (event) => setSpan({ ...span, [name]: event.currentTarget.value });
  const go = async (event) => {
    event.preventDefault();
    const answer = await fetch("/api/ledger-exports", { method: "POST", body: JSON.stringify(span), headers: { "Content-Type": "application/json", "X-CSRF-Token": boot.csrf } }).catch(() => null);
    if (!answer?.ok) { setProblem((await answer?.json().catch(() => null)) ?? { detail: "连接不上服务器,请稍候再试。", detail_en: "The server cannot be reached." }); return; }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `登记台账-${span.first}-${span.last}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
    setProblem(null);
    dialog.current.close();
  };
  return html`<button type="button" class="key" data-testid="export" onClick=${() => dialog.current.showModal()}>导出表格</button>
    <dialog ref=${dialog} class="ask" data-testid="export-ask"><form onSubmit=${go}><h2>导出登记台账<span class="en" lang="en">Export, with a reason</span></h2>
      <label>从<input type="date" required value=${span.first} onInput=${set("first")} data-testid="export-first" /></label>
      <label>到<input type="date" required value=${span.last} onInput=${set("last")} data-testid="export-last" /></label>
      <label>用途(记入日志)<input required maxlength="200" autocomplete="off" value=${span.reason} onInput=${set("reason")} data-testid="export-reason" /></label>
      <${Refusal} problem=${problem} />
      <p class="ends"><button type="button" class="key" onClick=${() => dialog.current.close()}>取消</button><button class="key main" data-testid="export-ok">导出</button></p></form></dialog>`;
}

function Tools({ list, onList, find, onFind, today, who, onOut }) {
  const [words, setWords] = useState(find);
  const search = (event) => { event.preventDefault(); onFind(words.trim()); };
  return html`<header class="tools"><h1>登记台账<span class="en" lang="en">Ledger of cases</span></h1>
    <form role="search" onSubmit=${search}><input type="search" aria-label="受理编号或票号" placeholder="受理编号或票号" maxlength="40" value=${words} data-testid="find"
      onInput=${(event) => { setWords(event.currentTarget.value); if (!event.currentTarget.value) onFind(""); }} /><button class="key main" data-testid="find-ok">查找</button></form>
    <span class="gap"></span>${who?.roles.some((role) => ["lead", "duty", "admin"].includes(role)) && today && html`<${Export} today=${today} />`}
    <a class="key" href="/ledger/public">公开页</a><button type="button" class="key" data-testid="out" onClick=${onOut}>退出</button></header>
    <nav class="lists" aria-label="清单">${LISTS.map(([id, zh, en]) => html`<button key=${id} type="button" data-testid=${`list-${id}`} aria-current=${String(!find && list === id)} onClick=${() => { setWords(""); onFind(""); onList(id); }}>${zh}<span class="en" lang="en">${en}</span></button>`)}</nav>`;
}

function Ledger() {
  const [session, setSession] = useState(0);
  const [who, setWho] = useState(null);
  const [list, setList] = useState("due");
  const [find, setFind] = useState(boot.find);
  const [span, setSpan] = useState({});
  const [open, setOpen] = useState(null);
  const { got, problem, read } = useList(list, find, span, session);
  useEffect(() => { get("/api/session").then(({ data }) => setWho(data?.staff ?? null)); }, [session]);
  const anew = () => setSession((n) => n + 1);
  const out = async () => { await signOut(); anew(); };
  if (asksWho(problem)) return html`<${SignIn} key=${session} refused=${problem} was=${got !== null} onDone=${anew} />`;
  if (!got) return problem ? html`<${Refusal} problem=${problem} />` : html`<p class="connecting" role="status">正在读取…<span class="en" lang="en">Loading…</span></p>`;
  const fresh = got.asked === `${list}|${find}`;
  return html`<${Tools} list=${list} onList=${setList} find=${find} onFind=${setFind} today=${got.today} who=${who} onOut=${out} />
    <${Refusal} problem=${problem} />
    ${!find && BY_DAY.has(list) && html`<${Days} span=${span} today=${got.today} onSpan=${setSpan} />`}
    <section aria-busy=${String(!fresh)} data-testid="shown" data-list=${fresh ? (find ? "find" : list) : ""}>
      <p class="count" role="status">${heading(find ? "find" : list, got.total)}${got.total > (got.lines ?? got.visits).length && ` 只列出前 ${(got.lines ?? got.visits).length} 件`}</p>
      ${got.total > 0 && (got.visits ? html`<${Visits} visits=${got.visits} />` : html`<${Lines} got=${got} open=${open} onOpen=${(id) => setOpen(open === id ? null : id)} />`)}</section>
    ${open && html`<${Case} key=${open} id=${open} who=${who} onChange=${read} onClose=${() => setOpen(null)} />`}`;
}

render(html`<${Ledger} />`, document.getElementById("app"));
