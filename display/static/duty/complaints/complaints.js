// 投诉与差评: what is open, what is overdue first; one case is one sheet, worked on step by step.
import { get, html, render, useEffect, useRef, useState } from "/static/hall.js";
import { SignIn, asksWho } from "/static/sign_in.js";
import { AskExport, AskStep } from "./ask.js";
import { Figures } from "./figures.js";
import { Reply, Sheet, moment } from "./sheet.js";

const KINDS = [["complaint", "投诉", "Complaints"], ["bad_rating", "差评", "Bad ratings"]];
const OVER = [["0", "未办结"], ["1", "已办结"]];
const READ_EVERY_MS = 15_000;
const WRITTEN = new Set(["信函", "网上", "意见箱", "评议卡"]);

const asked = () => {
  const said = new URLSearchParams(location.search);
  return { kind: said.get("kind") === "bad_rating" ? "bad_rating" : "complaint", over: said.get("over") === "1" ? "1" : "0", id: said.get("case") ?? "" };
};

/** What the address says, so that a link, a reload and the way back find the same sheet. */
function usePlace() {
  const [place, setPlace] = useState(asked);
  useEffect(() => {
    const back = () => setPlace(asked());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const go = (more) => {
    const to = { ...place, ...more };
    history.pushState(null, "", `?kind=${to.kind}&over=${to.over}${to.id ? `&case=${encodeURIComponent(to.id)}` : ""}`);
    setPlace(to);
  };
  return [place, go];
}

/** {rows, sheet, problem, read}: read at once, after every step, and now and then while somebody looks. */
function useCases({ kind, over, id }, session) {
  const [got, setGot] = useState({ rows: null, today: "", sheet: null, problem: null });
  const turn = useRef(0);
  const read = async () => {
    const mine = (turn.current += 1);
    const [list, one] = await Promise.all([get(`/api/cases?kind=${kind}&over=${over}`), id && get(`/api/cases/${encodeURIComponent(id)}`)]);
    if (mine !== turn.current) return;
    setGot((last) => ({
      rows: list.ok ? list.data.cases : last.rows,
      today: list.ok ? list.data.today : last.today,
      sheet: one ? (one.ok ? { ...one.data, written: WRITTEN.has(one.data.channel), happened_local: moment(one.data.happened_at).replace(" ", "T") } : null) : null,
      problem: list.problem ?? (one ? one.problem : null),
    }));
  };
  useEffect(() => {
    read();
    const again = setInterval(() => { if (!document.hidden && !document.querySelector("dialog[open]")) read(); }, READ_EVERY_MS);
    return () => clearInterval(again);
  }, [kind, over, id, session]);
  return { ...got, read };
}

function Row({ row, chosen, onOpen }) {
  const tone = row.overdue ? "bad" : row.today ? "warn" : "plain";
  const due = row.due ? (row.overdue ? `超期 ${row.due}` : row.today ? "今天到期" : `${row.due} 前`) : row.result || row.state_text;
  return html`<li><button class=${chosen ? "row chosen" : "row"} aria-current=${chosen ? "true" : undefined} data-testid=${`case-${row.id}`} data-overdue=${String(row.overdue)} onClick=${onOpen}>
    <b>${row.target || row.id}</b><span class="badge ${tone}">${due}</span>
    <span class="what">${row.kind === "complaint" ? `${row.matter} · ${row.channel}` : row.level}</span>
    <small>${row.id} · ${row.state_text}${row.officer ? ` · ${row.officer}` : ""}${row.guessed ? " · 节假日推算" : ""}</small></button></li>`;
}

function Tools({ place, go, onExport, onFigures }) {
  const group = (label, name, options) => html`<div class="group" role="group" aria-label=${label}>${options.map(([value, word]) => html`
    <button key=${value} aria-pressed=${String(place[name] === value)} data-testid=${`${name}-${value}`} onClick=${() => go({ [name]: value, id: "" })}>${word}</button>`)}</div>`;
  return html`<nav class="tools" aria-label="投诉与差评"><a href="/duty" data-testid="back">返回值班台</a>
    ${group("哪一类", "kind", KINDS)}${group("状态", "over", OVER)}<span class="gap"></span><button data-testid="figures" onClick=${onFigures}>公开数据</button><button data-testid="export" onClick=${onExport}>导出表格</button></nav>`;
}

function Cases() {
  const [place, go] = usePlace();
  const [session, setSession] = useState(0);
  const [step, setStep] = useState("");
  const [taking, setTaking] = useState(false);
  const [counting, setCounting] = useState(false);
  const [me, setMe] = useState("");
  const [paper, setPaper] = useState(null);
  const { rows, today, sheet, problem, read } = useCases(place, session);
  useEffect(() => { get("/api/session").then(({ data }) => setMe(data?.staff?.no ?? "")); }, [session]);
  useEffect(() => {
    if (paper === null) return;
    document.body.dataset.print = paper;
    print();
    setPaper(null);
  }, [paper]);
  if (!rows && asksWho(problem)) return html`<${SignIn} key=${session} refused=${problem} onDone=${() => setSession((n) => n + 1)} />`;
  if (!rows) return html`<p class="connecting" role="status">${problem?.detail ?? "正在读取…"}</p>`;
  const done = (taken) => { setStep(""); if (taken) read(); };
  const word = KINDS.find(([kind]) => kind === place.kind)[1];
  return html`<${Tools} place=${place} go=${go} onExport=${() => setTaking(true)} onFigures=${() => setCounting(true)} />
    ${problem && html`<p class="problem" role="alert" data-testid="problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    <div class=${place.id ? "cases open" : "cases"}>
      <section class="list" aria-label=${word}><h2>${word} <span data-testid="count">${rows.length} 件</span></h2>
        ${rows.length ? html`<ul>${rows.map((row) => html`<${Row} key=${row.id} row=${row} chosen=${row.id === place.id} onOpen=${() => go({ id: row.id })} />`)}</ul>` : html`<p class="none">没有${place.over === "1" ? "已办结" : "未办结"}的${word}</p>`}</section>
      ${sheet && sheet.id === place.id ? html`<${Sheet} sheet=${sheet} onStep=${setStep} onPrint=${setPaper} onBack=${() => go({ id: "" })} /><${Reply} sheet=${sheet} />`
        : html`<p class="none choose">${place.id ? "正在读取…" : "请在左边选择一件"}</p>`}</div>
    ${step && sheet && html`<${AskStep} key=${`${sheet.id} ${step}`} step=${step} sheet=${sheet} me=${me} onDone=${done} />`}
    ${taking && html`<${AskExport} kind=${place.kind} over=${place.over === "1"} onDone=${() => setTaking(false)} />`}
    ${counting && html`<${Figures} today=${today} onDone=${() => setCounting(false)} />`}`;
}

render(html`<${Cases} />`, document.getElementById("app"));
