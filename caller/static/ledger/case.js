// One case: what it is, its history, and what may be done with it now.
import { boot, get, html, useAsking, useEffect, useRef, useState } from "/static/hall.js";
import { Refusal } from "./parts.js";
import { COLLECT, PAPERS, dateTime } from "./words.js";

/** step -> [key, what is asked before it]. */
const STEPS = {
  finish: ["办结", [["collect", "checkbox", "有证照或文件待取"]]],
  pause: ["暂停计时", [["why", "select", "事由"], ["reason", "text", "说明(书面告知)"]]],
  resume: ["恢复计时", []],
  extend: ["延期", [["days", "number", "延期天数"], ["reason", "text", "原因"]]],
  tell: ["已通知取件", []],
  collect: ["取件", [["collector", "text", "取件人(可删除)"]]],
  number: ["受理编号", [["case_no", "text", "受理编号"]]],
};

/** What its state allows; the server decides. */
function stepsOf(line, who) {
  const approves = who?.roles.some((role) => ["lead", "duty"].includes(role));
  const of = { open: ["finish", "pause", ...(approves ? ["extend"] : [])], paused: ["resume", "finish"], finished: [] }[line.state] ?? [];
  if (line.collect === "ready") of.push("tell");
  if (["ready", "told"].includes(line.collect)) of.push("collect");
  if (line.kind !== "none") of.push("number");
  // 补办件: nothing is promised yet, so whoever lets the clock go says how long.
  return of.map((id) => [id, STEPS[id][0], id === "resume" && !line.promised && !line.left ? [["days", "number", "承诺工作日"]] : STEPS[id][1]]);
}

function Field({ name, kind, label, value, onValue }) {
  const first = useRef(null);
  const shared = { "data-testid": `field-${name}`, ref: first };
  if (kind === "checkbox") return html`<label class="tick"><input type="checkbox" ...${shared} checked=${Boolean(value)} onChange=${(e) => onValue(e.currentTarget.checked)} />${label}</label>`;
  if (kind === "select") return html`<label>${label}<select ...${shared} value=${value ?? ""} required onChange=${(e) => onValue(e.currentTarget.value)}><option value="">请选择</option>${boot.pauses.map((one) => html`<option key=${one.id} value=${one.id}>${one.text}</option>`)}</select></label>`;
  if (kind === "number") return html`<label>${label}<input type="number" min="1" max="365" required ...${shared} value=${value ?? ""} onInput=${(e) => onValue(Number(e.currentTarget.value))} /></label>`;
  return html`<label>${label}<input required=${name !== "collector"} maxlength=${name === "reason" ? 200 : 40} autocomplete="off" ...${shared} value=${value ?? ""} onInput=${(e) => onValue(e.currentTarget.value)} /></label>`;
}

function Step({ step, onDo, onCancel }) {
  const [id, word, fields] = step;
  const [values, setValues] = useState({});
  const form = useRef(null);
  useEffect(() => { form.current.querySelector("input, select, button.main")?.focus(); }, []);
  return html`<form ref=${form} class="step" data-testid=${`ask-${id}`} onSubmit=${(event) => { event.preventDefault(); onDo(id, values); }}
    onKeyDown=${(event) => { if (event.key === "Escape" && !event.isComposing) { event.stopPropagation(); onCancel(); } }}>
    ${fields.map(([name, kind, label]) => html`<${Field} key=${name} ...${{ name, kind, label, value: values[name], onValue: (value) => setValues({ ...values, [name]: value }) }} />`)}
    <p class="ends"><button type="button" class="key" onClick=${onCancel}>取消</button><button class="key main" data-testid="step-ok">${word}</button></p></form>`;
}

function Papers({ line, onPrint, printed }) {
  const [place, setPlace] = useState(boot.printers[0]?.id ?? "");
  const at = boot.printers.find((one) => one.id === place);
  if (!line.papers.length) return null;
  if (!at) return html`<p class="soft">没有打印机,文书请手写。<span class="en" lang="en">No printer; please write it by hand.</span></p>`;
  return html`<div class="papers"><label>打印到<select value=${place} data-testid="printer" onChange=${(e) => setPlace(e.currentTarget.value)}>${boot.printers.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
    ${line.papers.map((paper) => html`<button key=${paper} type="button" class="key" data-testid=${`print-${paper}`} onClick=${() => onPrint(paper, { [at.kind]: at.place })}>打印${PAPERS[paper]}</button>`)}
    ${printed && html`<span role="status" data-testid="printed">${printed} 已送打印</span>`}</div>`;
}

const FACTS = (line) => [
  ["受理编号", line.accept_no], ["票号", `${line.number} · ${line.day}`], ["事项", line.matter], ["办理部门", line.unit],
  ["受理时间", dateTime(line.accepted_at)], ["办结时间", dateTime(line.finished_at)],
  ["承诺日期", line.promised ? `${line.promised}(${line.days}${line.workdays ? "个工作日" : "天"}${line.extended ? `,延期 ${line.extended} 天` : ""})` : line.state === "paused" ? `材料补齐后 ${line.left || "另定"} 天` : "—"],
  ["窗口 / 工号", `${line.window} · ${line.staff}`], ["取件", [COLLECT[line.collect], line.collector, line.collected_at && dateTime(line.collected_at)].filter(Boolean).join(" · ") || "—"],
];

export function Case({ id, who, onChange, onClose }) {
  const [line, setLine] = useState(null);
  const [asked, setAsked] = useState(null);
  const [problem, setProblem] = useState(null);
  const [printed, setPrinted] = useState("");
  const ask = useAsking();
  const at = (what) => `/api/ledger/${encodeURIComponent(id)}/${what}`;
  const read = async () => {
    const answer = await get(`/api/ledger/${encodeURIComponent(id)}`);
    if (answer.ok) setLine(answer.data.line); else setProblem(answer.problem);
  };
  const panel = useRef(null);
  useEffect(() => { read(); panel.current.focus({ preventScroll: true }); }, [id]);
  useEffect(() => { // wherever the focus is: the key that had it may be gone with its step
    const pressed = (event) => { if (event.key === "Escape" && !document.querySelector("dialog[open]")) onClose(); };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  const act = async (step, values) => {
    const answer = await ask(at(`steps/${step}`), values);
    setProblem(answer.problem);
    if (answer.ok) { setAsked(null); await read(); onChange(); }
  };
  const print = async (paper, place) => {
    const answer = await ask(at("papers"), { paper, ...place });
    setProblem(answer.problem);
    if (answer.ok) { setPrinted(PAPERS[paper]); await read(); }
  };
  const press = (step) => { setProblem(null); if (step[2].length) setAsked(step); else act(step[0], {}); };
  return html`<aside ref=${panel} tabindex="-1" class="case" data-testid="case" aria-label="一件业务">
    <header><h2>${line ? line.accept_no : "正在读取…"}</h2><button type="button" class="key" data-testid="close" onClick=${onClose}>关闭<kbd>Esc</kbd></button></header>
    <${Refusal} problem=${problem} />
    ${line && html`<p class="now" data-testid="state" data-state=${line.state} data-collect=${line.collect}><span class=${`badge ${line.due === "overdue" ? "bad" : line.state === "finished" ? "good" : "plain"}`}>${line.state_text}</span> ${line.outcome}${line.paused_for && ` · ${line.paused_for}`}${line.reason && ` · ${line.reason}`}</p>
      <dl>${FACTS(line).map(([title, text]) => html`<div key=${title}><dt>${title}</dt><dd>${text}</dd></div>`)}</dl>
      ${line.guessed && html`<p class="warn">承诺日期所在年份的放假安排还没有公布,按周一至周五推算。<span class="en" lang="en">The holidays of that year are not known yet.</span></p>`}
      ${asked ? html`<${Step} key=${asked[0]} step=${asked} onDo=${act} onCancel=${() => setAsked(null)} />`
        : html`<div class="keys">${stepsOf(line, who).map((step) => html`<button key=${step[0]} type="button" class="key" data-testid=${`step-${step[0]}`} onClick=${() => press(step)}>${step[1]}</button>`)}</div>`}
      <${Papers} line=${line} onPrint=${print} printed=${printed} />
      <h3>经过</h3><ol class="history" data-testid="history">${line.steps.map((step, index) => html`<li key=${index}><time>${dateTime(step.at)}</time> ${step.text} <span class="soft">${step.actor.replace("staff:", "工号 ")}</span></li>`)}</ol>`}
  </aside>`;
}
