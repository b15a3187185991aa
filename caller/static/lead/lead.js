// What a lead (首席) or the duty officer decides for others: the windows they direct, live, and seven things to do there.
import { html, useFeed, useFirstFocus, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { STATES } from "../console/actions.js";
import { Assign } from "./assign.js";
import { Call, Green, Move, SignOut } from "./forms.js";
import { Help } from "./help.js";
import { Why } from "./why.js";
import { HallNotices } from "../parts.js";

const mayLead = (staff) => Boolean(staff?.roles?.some((role) => role === "lead" || role === "duty"));

const TASKS = [
  ["assign", "调整业务", "Queues, lanes", Assign],
  ["move", "转移等候", "Move", Move],
  ["call", "指定呼叫", "Call a number", Call],
  ["green", "绿色通道", "Green channel", Green],
  ["out", "代为签退", "Sign out", SignOut],
  ["help", "回复呼叫", "Answer a call", Help],
  ["why", "为何先叫", "Why before me", Why],
];

/** The one entry: a key that only those see who may direct. `className`: how keys look on this page. */
export function LeadKey({ staff, className = "side-key slim" }) {
  const [open, setOpen] = useState(false);
  if (!mayLead(staff)) return null;
  return html`<button type="button" class=${className} data-testid="lead" aria-haspopup="dialog" onClick=${() => setOpen(true)}>窗口调度</button>
    ${open && html`<${Panel} onClose=${() => setOpen(false)} />`}`;
}

/** `window`, `task`: what it is opened at; else the first of each. */
export function Panel({ window = "", task = "", onClose }) {
  const dialog = useRef(null);
  const { view, stale, refused } = useFeed("/lead", {});
  useLayoutEffect(() => { dialog.current.showModal(); }, []);
  useRest(dialog);
  return html`<dialog ref=${dialog} class="lead" data-testid="lead-panel" data-keys="off" aria-labelledby="lead-title" onClose=${onClose}>
    <link rel="stylesheet" href="/caller/static/lead/lead.css" />
    <div class="lead-head"><h2 id="lead-title">窗口调度<span class="en" lang="en">For the lead and the duty officer</span></h2>
      ${stale && view && html`<p class="lead-stale" role="status">连接中断,数据可能不是最新<span class="en" lang="en">Connection lost</span></p>`}
      <button type="button" class="lead-key" data-testid="lead-close" onClick=${() => dialog.current.close()}>关闭 <kbd>Esc</kbd></button></div>
    ${refused ? html`<p class="lead-problem" role="alert">${refused.detail}<span class="en" lang="en">${refused.detail_en}</span></p>`
      : view ? html`<${Body} view=${view} at=${window} todo=${task} />` : html`<p class="soft" role="status">正在连接…<span class="en" lang="en">Connecting…</span></p>`}
  </dialog>`;
}

/** The keys of the page beneath rest, even when nothing in the dialog has the focus. */
function useRest(dialog) {
  useLayoutEffect(() => {
    const rest = (event) => { if (!dialog.current?.contains(event.target)) event.stopImmediatePropagation(); };
    window.addEventListener("keydown", rest, true);
    return () => window.removeEventListener("keydown", rest, true);
  }, []);
}

function Body({ view, at, todo }) {
  const [chosen, setChosen] = useState(at || view.windows[0]?.id);
  const [task, setTask] = useState(todo || "assign");
  const [done, setDone] = useState("");
  const said = useRef(null);
  useLayoutEffect(() => { if (done) said.current.focus(); }, [done]);
  const window = view.windows.find((w) => w.id === chosen) ?? view.windows[0];
  if (!window) return html`<p class="soft">您没有可调度的窗口。<span class="en" lang="en">There is no window that you direct.</span></p>`;
  const Task = TASKS.find(([id]) => id === task)[3];
  const choose = (set) => (id) => { set(id); setDone(""); };
  return html`<${HallNotices} hall=${view.hall} /><div class="lead-body">
    <${Windows} view=${view} chosen=${window.id} onChoose=${choose(setChosen)} />
    <section class="lead-work" aria-label=${window.label}>
      <nav class="lead-tasks" aria-label="操作">${TASKS.map(([id, word, en]) => html`<button key=${id} type="button" class="lead-key" data-testid=${`task-${id}`}
        aria-current=${id === task ? "true" : undefined} onClick=${() => choose(setTask)(id)}>${word}<span class="en" lang="en">${en}</span></button>`)}</nav>
      <${Task} key=${`${window.id} ${task} ${task === "assign" ? shape(window) : ""}`} view=${view} window=${window} onDone=${setDone} />
      <p ref=${said} tabindex="-1" class="lead-done" role="status" data-testid="lead-done">${done}</p>
    </section>
  </div>`;
}

/** A window that somebody else has changed meanwhile is shown anew. */
const shape = ({ queues, backup, lanes }) => JSON.stringify([queues, backup, lanes]);

function Windows({ view, chosen, onChoose }) {
  const first = useFirstFocus();
  const prefix = Object.fromEntries(view.queues.map((q) => [q.id, q.prefix]));
  const letters = (ids) => ids.map((id) => prefix[id]).join(" ");
  return html`<ul class="lead-windows" aria-label="窗口">${view.windows.map((w, index) => {
    const { word, tone } = STATES[w.state];
    return html`<li key=${w.id}><button type="button" ref=${index ? null : first} class=${`lead-window ${tone}`} data-testid=${`lead-window-${w.id}`} aria-pressed=${String(w.id === chosen)} onClick=${() => onChoose(w.id)}>
      <b>${w.label}</b>${w.help && html`<span class=${`badge ${w.help.answer ? "good" : "warn"}`} data-testid=${`help-${w.id}`}>${w.help.answer ? "已回复" : "呼叫值班"}</span>`}<span class="lead-state">${word}${w.number && html` <span class="number">${w.number}</span>`}</span>
      <span class="lead-who">${w.staff ? `${w.staff.name}${w.also.length ? ` 兼 ${w.also.join("、")}` : ""}` : w.units.join("、")}</span>
      <span class="lead-serves">业务 <b>${letters(w.queues)}</b>${w.backup.length > 0 && html` 备 <b>${letters(w.backup)}</b>`} · 等候 <b>${w.waiting}</b></span>
    </button></li>`;
  })}</ul>`;
}
