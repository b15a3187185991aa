// 报表: a period, a report, its charts and tables; the page adds nothing to what the server reckoned.
import { boot, get, html, post, render, useEffect, useState } from "/static/hall.js";
import { SignIn } from "/static/sign_in.js";
import { Kept, Months, Quarters, Waiting } from "./kept.js";
import { Lines } from "./lines.js";
import { gradedPeriod, periods, query } from "./period.js";
import { Source } from "./source.js";
import { Table } from "./table.js";
import { Take } from "./take.js";

const REPORTS = [
  ["month", "月度报告", "Monthly"], ["quarter", "季度排名", "Quarterly"], ["times", "时间与去向", "Times"], ["ratings", "评价", "Ratings"], ["ranking", "排名", "Ranking"],
  ["questions", "请了解", "Questions"], ["grades", "窗口评定", "Grades"], ["presence", "在岗时间", "Presence"], ["comparison", "比较", "Comparison"],
];
const BY = {
  times: ["hour", "day", "month", "queue", "window", "staff", "floor", "unit"], ratings: ["staff", "window", "unit", "queue", "floor", "day", "month"], ranking: ["staff", "window"],
};
const BY_NAME = { hour: "时段", day: "日", month: "月", queue: "业务队列", window: "窗口", staff: "人员", floor: "楼层", unit: "单位" };

/** What the address asks for, so that a report can be sent as a link and the way back works. */
function fromAddress(today) {
  const told = Object.fromEntries(new URLSearchParams(location.search));
  const report = REPORTS.some(([id]) => id === told.report) ? told.report : "times";
  const month = periods(today).find((p) => p.id === "month");
  return { report, asked: { from: told.from ?? month.from, to: told.to ?? month.to, by: told.by ?? (BY[report] ?? ["staff"])[0], unit: told.unit ?? "", than_from: told.than_from, than_to: told.than_to } };
}

function Bar({ index, report, asked, go }) {
  const change = (more) => go(report, { ...asked, ...more });
  return html`<div class="bar"><div class="periods">${periods(index.today).map((p) => html`<button key=${p.id} data-testid=${`period-${p.id}`} aria-pressed=${p.from === asked.from && p.to === asked.to} onClick=${() => change({ from: p.from, to: p.to })}>${p.name}<span class="en" lang="en">${p.name_en}</span></button>`)}</div>
    <label>从 <input type="date" data-testid="from" value=${asked.from} onChange=${(e) => e.target.value && change({ from: e.target.value })} /></label>
    <label>到 <input type="date" data-testid="to" value=${asked.to} onChange=${(e) => e.target.value && change({ to: e.target.value })} /></label>
    ${report === "comparison" && html`<label>对比 从 <input type="date" data-testid="than-from" value=${asked.than_from ?? ""} onChange=${(e) => change({ than_from: e.target.value })} /></label><label>到 <input type="date" data-testid="than-to" value=${asked.than_to ?? ""} onChange=${(e) => change({ than_to: e.target.value })} /></label>`}
    ${BY[report] && html`<label>按 <select data-testid="by" value=${asked.by} onChange=${(e) => change({ by: e.target.value })}>${BY[report].map((by) => html`<option key=${by} value=${by}>${BY_NAME[by]}</option>`)}</select></label>`}
    ${index.units.length > 0 ? html`<label>单位 <select data-testid="unit" value=${asked.unit} onChange=${(e) => change({ unit: e.target.value })}><option value="">全大厅</option>${index.units.map((unit) => html`<option key=${unit}>${unit}</option>`)}</select></label>` : html`<strong>${index.unit}</strong>`}</div>`;
}

const foot = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, foot];

/** Each page on paper says whose it is, of when, and when it was made. */
function footed(report, made) {
  const text = `${report.unit || boot.hall_name} ${report.title} ${report.first} – ${report.last} · ${made}`;
  foot.replaceSync(`@page { @bottom-left { content: ${JSON.stringify(text)}; font-size: 8pt; } }`);
}

function Reports() {
  const [session, setSession] = useState(0);
  const [index, setIndex] = useState(null);
  const [refused, setRefused] = useState(null);
  const [shown, setShown] = useState(null);
  const [got, setGot] = useState(null);
  const [source, setSource] = useState(null);
  const [asNow, setAsNow] = useState(false);
  const look = async () => {
    const { ok, data, problem } = await get("/api/reports");
    setRefused(ok ? null : problem);
    if (!ok) return;
    setIndex(data);
    setShown((last) => last ?? fromAddress(data.today));
  };
  useEffect(() => { look(); }, [session]);
  const read = () => get(`/api/reports/${shown.report}?${query(shown.asked)}`);
  useEffect(() => {
    if (!shown) return undefined;
    let left = false; // for another report: a slower answer must not stand in its place
    setGot(null);
    setSource(null);
    setAsNow(false);
    read().then((answer) => { if (!left) setGot(answer); });
    return () => { left = true; };
  }, [JSON.stringify(shown)]);
  useEffect(() => { const back = () => index && setShown(fromAddress(index.today)); addEventListener("popstate", back); return () => removeEventListener("popstate", back); }, [index]);
  const go = (report, asked) => {
    const by = BY[report] && !BY[report].includes(asked.by) ? BY[report][0] : asked.by ?? "staff";
    const next = { report, asked: { ...shown.asked, ...asked, by } };
    history.pushState(null, "", `?${query(next.asked, { report })}`);
    setShown(next);
  };
  if (refused) return html`<${SignIn} key=${session} refused=${refused} onDone=${() => setSession((n) => n + 1)} />`;
  if (!index || !shown) return html`<p class="connecting" role="status">正在读取…<span class="en" lang="en">Loading…</span></p>`;
  const { report, asked } = shown;
  const grade = async (said) => {
    const answer = await post("/api/reports/grades", { ...said, period: gradedPeriod(asked.from, asked.to) });
    if (answer.ok) setGot(await read());
    return answer;
  };
  const kept = asNow ? null : got?.data?.kept;
  const data = kept ? kept.report : got?.data;
  const made = data && (kept ? `已生成 ${kept.at}` : `制表 ${got.data.made}`);
  if (data) footed(data, made);
  return html`<header class="head"><h1>${boot.hall_name} 报表<span class="en" lang="en">Reports</span></h1><a href="/duty">值班台</a></header>
    <nav class="reports" aria-label="报表">${REPORTS.map(([id, name, en]) => html`<button key=${id} data-testid=${`report-${id}`} aria-current=${id === report ? "page" : null} onClick=${() => go(id, {})}>${name}<span class="en" lang="en">${en}</span></button>`)}</nav>
    <${Bar} index=${index} report=${report} asked=${asked} go=${go} />
    ${report === "month" ? html`<${Months} months=${index.months} go=${go} />` : html`<${Waiting} months=${index.months} go=${go} />`}
    ${report === "quarter" && html`<${Quarters} quarters=${index.quarters} go=${go} />`}
    ${got?.problem && html`<p class="problem" role="alert" data-testid="problem">${got.problem.detail}<span class="en" lang="en">${got.problem.detail_en}</span>${(got.problem.errors ?? []).map((e) => html`<span key=${e.field}>${e.reason}</span>`)}</p>`}
    ${!got && html`<p class="loading" role="status">正在读取…</p>`}
    ${data && html`<article class="sheet" data-testid="report" data-report=${report}><header><div><h2 class="title">${data.unit || boot.hall_name} ${data.title}<span class="en" lang="en">${data.title_en}</span></h2><p class="soft" data-testid="of">${data.first} – ${data.last} · ${made}</p></div><${Take} report=${report} asked=${{ ...asked, kept: Boolean(kept) }} onDone=${look} /></header>
      ${got.data.kept && html`<${Kept} kept=${got.data.kept} asNow=${asNow} onTurn=${() => setAsNow(!asNow)} />`}
      <${Lines} report=${data} onSource=${setSource} />
      ${data.tables.map((table) => html`<${Table} key=${table.id} table=${table} onSource=${setSource} onGrade=${index.units.length > 0 && grade} />`)}</article>`}
    ${source && html`<${Source} report=${report} asked=${asked} source=${source} onSource=${setSource} onClose=${() => setSource(null)} />`}`;
}

render(html`<${Reports} />`, document.getElementById("app"));
