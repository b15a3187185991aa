// 值班表: who has the duty of which floor when, how they are reached, who guards; and 交接班 during the day.
import { boot, clock, get, html, render, useAsking, useEffect, useFeed, useState } from "/static/hall.js";
import { Got, Print, Problem, dayLine, useGot } from "./sheet.js";
import { open } from "../words.js";

const name = (no) => boot.names[no] ?? no;
const WEEKDAYS = "一二三四五六日";
const weekday = (day) => WEEKDAYS[(new Date(`${day}T12:00Z`).getUTCDay() + 6) % 7];

const DUE_SHOWN = 8;
const KINDS = ["complaint", "bad_rating"];

/** The complaints and bad ratings that are handed over, each with its date: whoever takes over is asked about them. */
function Cases() {
  const [cases, setCases] = useState([]);
  useEffect(() => {
    Promise.all(KINDS.map((kind) => get(`/api/cases?kind=${kind}`))).then((got) => setCases(got.flatMap(({ data }, at) => (data?.cases ?? []).map((one) => ({ ...one, kind: KINDS[at] })))));
  }, []);
  if (!cases.length) return null;
  return html`<ul class="cases" data-testid="open-cases">${cases.slice(0, DUE_SHOWN).map((one) => html`<li key=${one.id}><a href=${`/duty/complaints?kind=${one.kind}&case=${encodeURIComponent(one.id)}`}>${one.id}</a> ${one.target} · ${one.state_text}${one.due && ` · ${one.due} 前`}${one.overdue && html` <b class="bad">已超期</b>`}</li>`)}
    ${cases.length > DUE_SHOWN && html`<li><a href="/duty/complaints">另有 ${cases.length - DUE_SHOWN} 件</a></li>`}</ul>`;
}

/** What is handed over is told before it is taken; both are in the record. */
function HandOver({ onDone }) {
  const { view } = useFeed("/duty", {});
  const ask = useAsking();
  const [form, setForm] = useState({ to: "", note: "" });
  const [problem, setProblem] = useState(null);
  const send = async (path, body) => {
    const answer = await ask(path, body);
    setProblem(answer.problem);
    if (answer.ok) onDone();
  };
  if (!view) return null;
  const offer = view.duty_offer;
  return html`<section data-testid="hand-over"><h2>交接班</h2>
    <p>现在值班:<b data-testid="on-duty">${view.duty.map((post) => `${boot.floors[post.floor] ?? post.floor} ${post.name}`).join("、") || "未排班"}</b></p>
    <${Cases} />
    ${offer && html`<div class="offer" data-testid="offer"><p><b>${name(offer.by)}</b> ${clock(offer.at, boot.timezone)} 交班给 <b>${name(offer.to)}</b>:${open(offer.facts)}${offer.note && `;${offer.note}`}</p>
      <button class="main" data-testid="take" onClick=${() => send("/api/duty/take", {})}>${name(offer.to)}确认接班</button></div>`}
    <form class="write" onSubmit=${(event) => { event.preventDefault(); send("/api/duty/offer", form); }}>
      <label for="to">交班给</label><select id="to" data-testid="to" required value=${form.to} onChange=${(e) => setForm({ ...form, to: e.target.value })}>
        <option value="">请选择</option>${boot.officers.map((one) => html`<option key=${one.no} value=${one.no}>${one.name} ${one.no}</option>`)}</select>
      <input aria-label="交代事项" placeholder="交代事项" data-testid="note" maxlength="500" autocomplete="off" value=${form.note} onInput=${(e) => setForm({ ...form, note: e.target.value })} />
      <button data-testid="offer-ok">交班</button></form>
    <${Problem} problem=${problem} /></section>`;
}

const reached = (one) => `${boot.floors[one.floor] ?? one.floor} ${one.name}${one.phone && ` ${one.phone}`}`;

function Days({ days, today }) {
  const guarded = days.some((day) => day.guards.length);
  return html`<table class="roster" data-testid="roster"><thead><tr><th scope="col">日期</th><th scope="col">值班员(电话)</th>${guarded && html`<th scope="col">保安 ${boot.guard_hours}</th>`}</tr></thead>
    <tbody>${days.map((day) => html`<tr key=${day.date} data-testid=${`day-${day.date}`} class=${`${day.date === today ? "today" : ""} ${day.works ? "" : "off"}`}>
      <th scope="row">${day.date.slice(5)} 周${weekday(day.date)}${!day.works && html` <span class="badge plain">休</span>`}${day.notice && html`<span class="en">${day.notice}</span>`}</th>
      <td>${day.officers.map(reached).join("、") || "未排班"}</td>${guarded && html`<td>${day.guards.map((shift) => shift.join("、")).join(" / ")}</td>`}</tr>`)}</tbody></table>`;
}

function Page() {
  const got = useGot("/api/duty-roster");
  return html`<${Got} got=${got} title="值班表">${(told) => html`<nav class="tools" aria-label="值班表"><a href="/duty" data-testid="back">返回值班台</a><span class="gap"></span><${Print} /></nav>
    <article class="sheet"><header><h1>${boot.hall_name}值班表</h1><p class="day">${dayLine(told.days[0].date)} 起${boot.duty_hours && ` · 每日 ${boot.duty_hours}`}</p></header>
      <${HandOver} onDone=${got.read} /><section><${Days} days=${told.days} today=${told.today} /></section></article>`}</${Got}>`;
}

render(html`<${Page} />`, document.getElementById("app"));
