// 补录: what stands on a slip of paper, copied by keyboard alone; what was typed outlives the browser.
import { boot, html, newKey, post, useRef, useState } from "/static/hall.js";

const KEPT = "hallcall.back-entry";
const OUTCOMES = [["finished", "办结"], ["waiting", "等候中"], ["void", "作废"]];
const TIMES = [["taken_at", "取号时间"], ["called_at", "呼叫时间"], ["started_at", "开始时间"], ["ended_at", "结束时间"]];
const ASKED = {
  finished: ["window", "staff", "taken_at", "called_at", "started_at", "ended_at"],
  waiting: ["taken_at"],
  void: ["ended_at", "reason"],
};

const EMPTY = { number: "", taken_at: "", called_at: "", started_at: "", ended_at: "", reason: "" };

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

function kept(incident) {
  try {
    const draft = JSON.parse(localStorage.getItem(KEPT));
    return draft?.incident === incident ? draft : null;
  } catch { return null; }
}

function keep(draft) {
  try { localStorage.setItem(KEPT, JSON.stringify(draft)); } catch { /* a full store costs only what a crash would lose */ }
  return draft;
}

/**
 * [draft, change, written]: the slip that is being copied, with the key under which it is sent. Changed, it is another
 * request; sent again unchanged, by whichever page, it is the same one. Window, person and outcome stay for the next slip.
 */
export function useDraft(incident) {
  const [draft, setDraft] = useState(() => kept(incident) ?? { ...EMPTY, outcome: "finished", window: "", staff: "", incident, key: newKey() });
  const change = (more) => setDraft((last) => keep({ ...last, ...more, key: newKey() }));
  return [draft, change, () => change(EMPTY)];
}

export function BackEntry({ form, windows, draft, onDraft, onWritten }) {
  const [said, setSaid] = useState(null);
  const busy = useRef(false);
  const asked = ASKED[draft.outcome];

  const send = async () => {
    if (busy.current) return;
    busy.current = true;
    const body = { number: draft.number.trim().toUpperCase(), outcome: draft.outcome };
    for (const name of asked) if (draft[name].trim()) body[name] = name.endsWith("_at") ? timeOf(draft[name]) : draft[name].trim();
    if (body.window) body.window = windowOf(body.window, windows)?.id ?? body.window;
    const { ok, status, problem } = await post("/api/back-entries", body, { key: draft.key, tries: 3 });
    busy.current = false;
    setSaid(ok ? { text: `已补录 ${body.number}` } : { problem });
    if (!ok) { if (status) onDraft({}); return; } // unanswered, it may have been written: the same key again
    onWritten();
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
      placeholder=${name.endsWith("_at") ? "09:40" : ""} value=${draft[name]} onInput=${(e) => onDraft({ [name]: e.target.value })} />
    <small>${hint}</small></label>`;

  return html`<form ref=${form} class="back-entry" aria-label="补录" onKeyDown=${moveOn} onSubmit=${(event) => { event.preventDefault(); send(); }}>
    <label>号码<input type="text" name="number" data-testid="entry-number" autocomplete="off" maxlength="8" value=${draft.number} onInput=${(e) => onDraft({ number: e.target.value })} /><small></small></label>
    <fieldset class="outcome"><legend>结果</legend>${OUTCOMES.map(([value, word]) => html`<label key=${value}><input type="radio" name="outcome" value=${value}
      data-testid=${`outcome-${value}`} checked=${draft.outcome === value} onChange=${() => onDraft({ outcome: value })} />${word}</label>`)}</fieldset>
    ${asked.includes("window") && field("window", "窗口号", windowOf(draft.window, windows)?.label)}
    ${asked.includes("staff") && field("staff", "工号", boot.names[draft.staff.trim()])}
    ${TIMES.filter(([name]) => asked.includes(name)).map(([name, label]) => field(name, label))}
    ${asked.includes("reason") && field("reason", "原因")}
    <button class="main" data-testid="entry-ok">补录</button>
    <p class="entry-said" role="status">${said?.text && html`<span data-testid="entered">${said.text}</span>`}
      ${said?.problem && html`<span class="problem" data-testid="entry-problem">${said.problem.detail}<span class="en">${said.problem.detail_en}</span></span>`}</p>
  </form>`;
}
