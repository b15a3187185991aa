// A question before something that changes the hall, in the page, with what it means.
import { html, newKey, post, useEffect, useRef, useState } from "/static/hall.js";

const OPEN = { op: "open", path: "/api/hall/open", main: true };
const CLOSE = { op: "close", path: "/api/hall/close" };
const SHUT = { ...CLOSE, label: "关闭大厅", text: "等候中的号码将全部过期,窗口全部签退,当天结算。" };

/** What may be done in each state of the hall. */
export const ACTIONS = {
  prep: [{ ...OPEN, label: "开始办理", text: "取号机开放取号,窗口可以叫号。" }, SHUT],
  open: [{ ...CLOSE, label: "停止取号", text: "取号机停止取号;已取号的群众继续等候办理。" }],
  extended: [{ ...OPEN, main: false, label: "恢复取号", text: "取号机重新开放取号。" }, { ...SHUT, main: true }],
  closed: [{ ...OPEN, label: "重新开始办理", text: "大厅今日已关闭,重新开放取号和叫号。" }],
  recovery: [
    { op: "recover", path: "/api/hall/recover", main: true, label: "恢复叫号", text: "系统刚从中断中恢复。请先核对窗口和在办号码,再恢复叫号。" },
    SHUT,
  ],
  off: [],
};

export const voidSlip = (slip) => ({
  op: "void", path: `/api/tickets/${slip.id}/void`, label: `作废 ${slip.number}`, text: "号码将退出等候,不能恢复。", reason: true,
});

const REASONS = ["未出票,群众已离开", "重复取号", "群众要求作废"];

function Reason({ value, onChange }) {
  return html`<label for="reason">原因</label>
    <input id="reason" data-testid="reason" required maxlength="200" value=${value} onInput=${(e) => onChange(e.target.value)} />
    <p class="quick">${REASONS.map((text) => html`<button type="button" key=${text} onClick=${() => onChange(text)}>${text}</button>`)}</p>`;
}

export function Ask({ action, onDone }) {
  const dialog = useRef(null);
  const key = useRef(newKey());
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  const go = async (event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await post(action.path, action.reason ? { reason } : {}, { key: key.current, tries: 3 });
    setBusy(false);
    if (answer.ok) onDone();
    else { key.current = newKey(); setProblem(answer.problem); }
  };
  return html`<dialog ref=${dialog} onClose=${onDone} aria-labelledby="asked">
    <form onSubmit=${go}>
      <h2 id="asked">${action.label}</h2><p>${action.text}</p>
      ${action.reason && html`<${Reason} value=${reason} onChange=${setReason} />`}
      ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en">${problem.detail_en}</span></p>`}
      <div class="choice"><button type="button" data-testid="cancel" onClick=${onDone}>返回</button>
        <button class="main" data-testid="confirm" disabled=${busy}>确认${action.label}</button></div>
    </form></dialog>`;
}
