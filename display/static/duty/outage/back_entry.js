// 补录: what stands on a slip of paper, copied by keyboard alone and fast; what was typed outlives the browser.
import { boot, clock, html, newKey, post, useEffect, useNow, useRef, useState } from "/static/hall.js";
import { Keeper, kept } from "./draft_store.js";
import { faultsOf, nextOf, numberOf, timeOf, windowOf } from "./entry_check.js";

const KEPT = "back-entry";
const OUTCOMES = [["finished", "办结"], ["waiting", "等候中"], ["void", "作废"]];
const TIMES = [["taken_at", "取号时间"], ["called_at", "呼叫时间"], ["started_at", "开始时间"], ["ended_at", "结束时间"]];
const ASKED = {
  finished: ["window", "staff", "taken_at", "called_at", "started_at", "ended_at"],
  waiting: ["taken_at"],
  void: ["ended_at", "reason"],
};
const EMPTY = { number: "", taken_at: "", called_at: "", started_at: "", ended_at: "", reason: "" };

/**
 * {draft, change, written, safe}: the slip that is being copied, with the key under which it is sent; `draft` is null until the disk
 * has been asked. Changed, it is another request; sent again unchanged, by whichever page, it is the same one. Window, person and
 * outcome stay for the next slip, whose number is proposed. `safe`: all of it is on the disk.
 */
export function useDraft(incident) {
  const [draft, setDraft] = useState(null);
  const [safe, setSafe] = useState(true);
  const keeper = useRef(null);
  useEffect(() => {
    keeper.current = new Keeper(KEPT, setSafe);
    kept(KEPT).then((found) => {
      const fresh = { ...EMPTY, outcome: "finished", window: "", staff: "", before: "", staffs: {}, incident, key: newKey() };
      setDraft(found?.incident === incident ? found : fresh);
    });
  }, [incident]);
  const change = (more) => setDraft((last) => {
    const next = { ...last, ...more, key: newKey() };
    keeper.current.keep(next);
    return next;
  });
  const written = (number) => change({ ...EMPTY, number: nextOf(number), before: number });
  return { draft, change, written, safe };
}

/** Who sat at a window on the slip before, or sits there now, is proposed; another window is never given the person of the last one. */
function atWindow(draft, typed, windows) {
  const window = windowOf(typed, windows);
  const same = window && window.id === windowOf(draft.window, windows)?.id;
  return same ? { window: typed } : { window: typed, staff: draft.staffs[window?.id] ?? window?.staff?.no ?? "" };
}

export function BackEntry({ form, incident, windows, queues, timezone, draft, safe, onDraft, onWritten }) {
  const [said, setSaid] = useState(null);
  const busy = useRef(false);
  const wrote = useRef(false);
  const now = useNow(1000);
  const asked = ASKED[draft.outcome];
  const number = numberOf(draft.number, draft.before);
  const facts = {
    asked, windows, names: boot.names, entered: incident.entered, prefixes: queues.map((queue) => queue.prefix),
    since: clock(incident.since, timezone, true), now: clock(now, timezone, true),
  };
  const faults = faultsOf(draft, facts);
  const queue = queues.find((one) => number.replace(/\d+$/, "") === one.prefix);

  const send = async () => {
    if (busy.current) return;
    const wrong = Object.keys(faults)[0];
    if (wrong) { form.current.elements[wrong].focus(); return; }
    busy.current = true;
    const body = { number, outcome: draft.outcome };
    for (const name of asked) if (draft[name].trim()) body[name] = name.endsWith("_at") ? timeOf(draft[name]) : draft[name].trim();
    const window = windowOf(body.window ?? "", windows);
    if (window) body.window = window.id;
    const { ok, status, problem } = await post("/api/back-entries", body, { key: draft.key, tries: 3 });
    busy.current = false;
    setSaid(ok ? { text: `已补录 ${number}` } : { problem });
    if (!ok) { if (status) onDraft({}); return; } // unanswered, it may have been written: the same key again
    if (window) onDraft({ staffs: { ...draft.staffs, [window.id]: body.staff } });
    wrote.current = true;
    onWritten(number);
  };
  useEffect(() => { // once the next number stands there, so that it is selected
    if (!wrote.current) return;
    wrote.current = false;
    form.current.elements.number.focus();
    form.current.elements.number.select();
  }, [draft.before]);
  // Enter goes to the next field that wants something; behind the last one it enters the line. Window and person stay from slip to slip.
  const moveOn = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.repeat || event.target.type === "submit") return;
    event.preventDefault();
    const fields = [...form.current.querySelectorAll("input:not([type=radio]), input:checked")];
    const next = fields.slice(fields.indexOf(event.target) + 1).find((one) => one.type === "radio" || !one.value.trim() || one.name in faults);
    if (next) next.focus(); else send();
  };
  const field = (name, label, hint = "") => html`<label key=${name}>${label}
    <input type="text" name=${name} data-testid=${`entry-${name}`} autocomplete="off" maxlength=${name === "reason" ? 200 : 20} aria-invalid=${String(name in faults)}
      placeholder=${name.endsWith("_at") ? "0940" : ""} value=${draft[name]} onFocus=${(e) => e.target.select()}
      onInput=${(e) => onDraft(name === "window" ? atWindow(draft, e.target.value, windows) : { [name]: e.target.value })} />
    <small class=${faults[name] ? "fault" : ""} data-testid=${`told-${name}`} role=${faults[name] ? "alert" : undefined}>${faults[name]?.[0] ?? hint}</small></label>`;

  return html`<form ref=${form} class="back-entry" aria-label="补录" data-safe=${String(safe)} onKeyDown=${moveOn} onSubmit=${(event) => { event.preventDefault(); send(); }}>
    ${field("number", "号码", queue && number !== draft.number ? `${number} ${queue.name}` : queue?.name)}
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
