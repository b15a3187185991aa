// An outage: since when, what the paper must still tell, and its entry, number by number, by keyboard alone.
import { boot, clock, html, newKey, post, useRef, useState } from "/static/hall.js";
import { closeIncident } from "./duty_ask.js";

const OUTCOMES = [["finished", "办结"], ["waiting", "等候中"], ["void", "作废"]];
const TIMES = [["taken_at", "取号时间"], ["called_at", "呼叫时间"], ["started_at", "开始时间"], ["ended_at", "结束时间"]];
const ASKED = {
  finished: ["window", "staff", "taken_at", "called_at", "started_at", "ended_at"],
  waiting: ["taken_at"],
  void: ["ended_at", "reason"],
};
const STATES = { waiting: "等候", called: "已呼叫", serving: "在办", passed: "过号", held: "挂起" };
const EMPTY = { number: "", taken_at: "", called_at: "", started_at: "", ended_at: "", reason: "" };

export function Incident({ incident, windows, timezone, onAsk }) {
  const form = useRef(null);
  const [number, setNumber] = useState("");
  const { since, until, outstanding } = incident;
  return html`<section class="card incident" data-testid="incident" aria-label="停机补录">
    <h2>停机 ${incident.id} <small>${clock(since, timezone)} 起${until ? `,${clock(until, timezone)} 恢复` : ",尚未恢复"}${incident.reason && ` · ${incident.reason}`}</small>
      ${until && html`<button data-testid="close-incident" onClick=${() => onAsk(closeIncident(incident))}>结案</button>`}</h2>
    ${incident.wrong_clock && html`<p class="problem" role="alert">系统时间早于最后一次记录,请先校准时间。<span class="en">The clock runs behind; please set it first.</span></p>`}
    <p class="owed" data-testid="outstanding">${outstanding.length ? `待补录 ${outstanding.length} 项:` : "没有待补录的号码。"}${outstanding.map((ticket) => html`
      <button key=${ticket.id} onClick=${() => { setNumber(ticket.number); form.current.querySelector("input:checked").focus(); }}><b class="number">${ticket.number}</b> ${STATES[ticket.state] ?? ticket.state}</button>`)}</p>
    <${BackEntry} form=${form} windows=${windows.filter((w) => w.kind === "service")} number=${number} onNumber=${setNumber} />
  </section>`;
}

/** "940", "09:40" and "094005" are times as well: who copies paper has no wish for colons. */
function timeOf(typed) {
  const digits = typed.replace(/[::.\s]/g, "");
  if (!/^\d{3,6}$/.test(digits)) return typed.trim();
  const padded = digits.length % 2 ? `0${digits}` : digits;
  return padded.match(/../g).join(":");
}

/** "2" as it stands on the paper, or part of the name of a window without a number. */
function windowOf(typed, windows) {
  const words = typed.trim();
  const named = windows.filter((w) => words && w.label.includes(words));
  return windows.find((w) => words && w.no === words) ?? (named.length === 1 ? named[0] : undefined);
}

function BackEntry({ form, windows, number, onNumber }) {
  const [entry, setEntry] = useState({ ...EMPTY, outcome: "finished", window: "", staff: "" });
  const [said, setSaid] = useState(null);
  const key = useRef(newKey());
  const busy = useRef(false);
  const set = (name, value) => setEntry((last) => ({ ...last, [name]: value }));
  const asked = ASKED[entry.outcome];

  const send = async () => {
    if (busy.current) return;
    busy.current = true;
    const body = { number: number.trim().toUpperCase(), outcome: entry.outcome };
    for (const name of asked) if (entry[name].trim()) body[name] = name.endsWith("_at") ? timeOf(entry[name]) : entry[name].trim();
    if (body.window) body.window = windowOf(body.window, windows)?.id ?? body.window;
    const { ok, problem } = await post("/api/back-entries", body, { key: key.current, tries: 3 });
    busy.current = false;
    key.current = newKey();
    setSaid(ok ? { text: `已补录 ${body.number}` } : { problem });
    if (!ok) return;
    setEntry((last) => ({ ...last, ...EMPTY }));
    onNumber("");
    form.current.elements.number.focus();
  };
  // Enter moves on; only behind the last field it enters the line.
  const moveOn = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.repeat || event.target.type === "submit") return;
    event.preventDefault();
    const fields = [...form.current.querySelectorAll("input:not([type=radio]), input:checked")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus(); else send();
  };
  const field = (name, label, hint = "") => html`<label key=${name}>${label}
    <input type="text" name=${name} data-testid=${`entry-${name}`} autocomplete="off" maxlength=${name === "reason" ? 200 : 20}
      placeholder=${name.endsWith("_at") ? "09:40" : ""} value=${entry[name]} onInput=${(e) => set(name, e.target.value)} />
    <small>${hint}</small></label>`;

  return html`<form ref=${form} class="back-entry" aria-label="补录" onKeyDown=${moveOn} onSubmit=${(event) => { event.preventDefault(); send(); }}>
    <label>号码<input type="text" name="number" data-testid="entry-number" autocomplete="off" maxlength="8" value=${number} onInput=${(e) => onNumber(e.target.value)} /><small></small></label>
    <fieldset class="outcome"><legend>结果</legend>${OUTCOMES.map(([value, word]) => html`<label key=${value}><input type="radio" name="outcome" value=${value}
      data-testid=${`outcome-${value}`} checked=${entry.outcome === value} onChange=${() => set("outcome", value)} />${word}</label>`)}</fieldset>
    ${asked.includes("window") && field("window", "窗口号", windowOf(entry.window, windows)?.label)}
    ${asked.includes("staff") && field("staff", "工号", boot.names[entry.staff.trim()])}
    ${TIMES.filter(([name]) => asked.includes(name)).map(([name, label]) => field(name, label))}
    ${asked.includes("reason") && field("reason", "原因")}
    <button class="main" data-testid="entry-ok">补录</button>
    <p class="entry-said" role="status">${said?.text && html`<span data-testid="entered">${said.text}</span>`}
      ${said?.problem && html`<span class="problem" data-testid="entry-problem">${said.problem.detail}<span class="en">${said.problem.detail_en}</span></span>`}</p>
  </form>`;
}
