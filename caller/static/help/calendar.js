// Which of the next days the hall works, and days set by hand (R4, R5).
import { boot, get, html, useEffect, useState } from "/static/hall.js";
import { Done, Problem, useAct } from "./parts.js";

const DAYS = 30;
const WEEK = ["一", "二", "三", "四", "五", "六", "日"];
const KINDS = { open: "上班", closed: "休息", duty: "值班窗口" };
const SHORT = { open: "班", closed: "休", duty: "值" };

const dayAfter = (date, n) => new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
/** 0 = Monday. */
const weekday = (date) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
const words = (date) => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;

function Cell({ day, first, chosen, onChoose }) {
  const date = first || day.date.endsWith("-01") ? words(day.date) : `${Number(day.date.slice(8))}`;
  return html`<li class=${`col-${weekday(day.date) + 1}`}><button type="button" class=${`day ${day.kind} ${day.known ? "" : "unknown"}`} data-testid=${`day-${day.date}`} data-kind=${day.kind}
      aria-pressed=${String(chosen)} onClick=${onChoose}>
    <span class="date">${date}</span><span class="sr">星期${WEEK[weekday(day.date)]}</span><b class="kind">${SHORT[day.kind]}</b>
    <small>${day.known ? (day.set ? "手工" : "") : "未知"}</small>${day.notice && html`<small class="notice">${day.notice}</small>`}</button></li>`;
}

function Windows({ chosen, onChange }) {
  const toggle = (id) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return html`<fieldset class="duty-windows"><legend>当天办理的窗口</legend>${boot.windows.map((w) => html`<label key=${w.id} class="check">
    <input type="checkbox" data-testid=${`duty-${w.id}`} checked=${chosen.includes(w.id)} onChange=${() => toggle(w.id)} />${w.floor_name} ${w.label}</label>`)}</fieldset>`;
}

function Setting({ day, desk, onSaved }) {
  const { act, problem, working } = useAct(desk);
  const [kind, setKind] = useState(day.kind);
  const [windows, setWindows] = useState(day.windows);
  const [notice, setNotice] = useState(day.notice);
  const save = async (event) => {
    event.preventDefault();
    const set = { date: day.date, kind, windows: kind === "duty" ? windows : [], notice: notice.trim() };
    if (await act("/api/calendar/days", set)) onSaved(`已保存:${words(day.date)} ${KINDS[kind]}`);
  };
  return html`<form class="setting" onSubmit=${save} aria-label="设置这一天"><h2>${words(day.date)} 星期${WEEK[weekday(day.date)]}</h2>
    ${!day.known && html`<p class="soft">这一年的节假日安排尚未录入,暂按周一至周五计算。</p>`}
    <fieldset class="lanes"><legend>安排</legend>${Object.entries(KINDS).map(([value, word]) => html`<label key=${value} class=${kind === value ? "on" : ""}>
      <input type="radio" name="kind" data-testid=${`kind-${value}`} checked=${kind === value} onChange=${() => setKind(value)} />${word}</label>`)}</fieldset>
    ${kind === "duty" && html`<${Windows} chosen=${windows} onChange=${setWindows} />`}
    <div class="field"><label for="day-notice">告示(选填)<span class="en" lang="en">Notice for citizens</span></label>
      <input id="day-notice" data-testid="day-notice" autocomplete="off" maxlength="200" value=${notice} onInput=${(e) => setNotice(e.target.value)} /></div>
    <${Problem} problem=${problem} />
    <button class="main" data-testid="save-day" aria-disabled=${String(working)}>保存</button></form>`;
}

export function Calendar({ desk }) {
  const { day: today } = desk.view.hall;
  const [days, setDays] = useState([]);
  const [chosen, setChosen] = useState(null);
  const [done, setDone] = useState("");
  const [problem, setProblem] = useState(null);
  const look = async () => {
    const { ok, data, status, problem: refusal } = await get(`/api/calendar?from=${today}&to=${dayAfter(today, DAYS - 1)}`);
    if (status === 401) desk.onLost();
    setProblem(refusal);
    if (ok) setDays(data.days);
  };
  useEffect(() => { look(); }, [today]);
  const day = days.find((one) => one.date === chosen);
  return html`<div class="work">
    <section class="card" aria-label="工作日历"><h2>今后30天<span class="en" lang="en">The next 30 days</span></h2>
      <ol class="week" aria-hidden="true">${WEEK.map((name) => html`<li key=${name}>${name}</li>`)}</ol>
      <ol class="days">${days.map((one, index) => html`<${Cell} key=${one.date} day=${one} first=${index === 0} chosen=${one.date === chosen}
        onChoose=${() => { setChosen(one.date); setDone(""); }} />`)}</ol>
      <p class="soft legend"><b>班</b> 上班 <b>休</b> 休息 <b>值</b> 只有值班窗口办理 <b>未知</b> 节假日安排尚未录入</p>
      <${Problem} problem=${problem} /></section>
    <section class="card" aria-label="安排">${day ? html`<${Setting} key=${JSON.stringify(day)} day=${day} desk=${desk} onSaved=${(text) => { setDone(text); look(); }} />`
      : html`<p class="soft">请选一天。<span class="en" lang="en">Please choose a day.</span></p>`}<${Done} text=${done} /></section>
  </div>`;
}
