// A question before something that changes the hall, in the page, with what it means.
import { html, useAsking, useEffect, useRef, useState } from "/static/hall.js";

/** What is asked besides yes or no: the name it has in the request, and ready answers. */
const REASON = { name: "reason", label: "原因" };
const OPEN = { op: "open", path: "/api/hall/open", main: true };
const CLOSE = { op: "close", path: "/api/hall/close" };
const EXTEND = { op: "extend", path: "/api/hall/extend", label: "延时服务", text: "取号机不取号;已取号的群众和总服务台补发的号继续办理。" };
const WHY = { ...REASON, quick: ["停电", "网络故障", "设备故障"] };
const PAUSE = {
  op: "outage-short", path: "/api/hall/outage", body: { short: true }, label: "短时停机", field: WHY,
  text: "大屏和语音向群众致歉、请稍候;取号和叫号停止,已取的号全部保留,不发纸质号。",
};
const OUTAGE = { op: "outage", path: "/api/hall/outage", label: "转手工办理", text: "取号和叫号全部停止,改用纸质号;恢复后补录。", field: WHY };
const RECOVER = { op: "recover", path: "/api/hall/recover", main: true, label: "恢复叫号", text: "请先核对窗口和在办号码、补录纸质号,再恢复叫号。" };
const SHUT = { ...CLOSE, label: "关闭大厅", text: "等候中的号码将全部过期,窗口全部签退,当天结算。" };

/** What may be done in each state of the hall. */
const ACTIONS = {
  prep: [{ ...OPEN, label: "开始办理", text: "取号机开放取号,窗口可以叫号。" }, PAUSE, OUTAGE, SHUT],
  open: [{ ...CLOSE, label: "停止取号", text: "取号机停止取号;已取号的群众继续等候办理。" }, PAUSE, OUTAGE],
  extended: [{ ...OPEN, main: false, label: "恢复取号", text: "取号机重新开放取号。" }, PAUSE, OUTAGE, { ...SHUT, main: true }],
  lunch: [{ ...OPEN, label: "提前开始办理", text: "不等下午开门时间,现在开放取号和叫号。" }, EXTEND, PAUSE, OUTAGE, SHUT],
  closed: [EXTEND, { ...OPEN, label: "重新开始办理", text: "大厅今日已关闭,重新开放取号和叫号。" }],
  outage: [RECOVER],
  waiting: [RECOVER, OUTAGE],
  recovery: [RECOVER],
  off: [],
};

/** A short outage may still become a long one. */
export const actionsOf = ({ hall, incident }) => ACTIONS[hall.state === "outage" && incident?.short ? "waiting" : hall.state] ?? [];

export const answerAlarm = (alarm) => ({
  op: "answer", path: `/api/alarms/${encodeURIComponent(alarm.id)}/answer`, label: "处理提醒", text: alarm.text,
  field: { name: "note", label: "处理情况", quick: ["已到窗口处理", "已电话联系"] },
});

/** The clerk sees it on the console; the call stays until 处理 says that somebody has been there. */
export const replyHelp = (alarm) => ({
  op: "reply", path: `/api/windows/${encodeURIComponent(alarm.window)}/help/answer`, label: "回复窗口", text: alarm.text,
  field: { name: "text", label: "回复内容", quick: ["马上到", "五分钟内到"], most: 40 },
});

export const closeIncident = (incident) => ({
  op: "close-incident", path: `/api/incidents/${encodeURIComponent(incident.id)}/close`, label: "停机结案", text: `${incident.id} 的补录全部完成后结案。`,
  field: { name: "report", label: "情况报告", long: true },
});

export const voidSlip = (slip) => ({
  op: "void", path: `/api/tickets/${slip.id}/void`, label: `作废 ${slip.number}`, text: "号码将退出等候,不能恢复。",
  field: { ...REASON, quick: ["未出票,群众已离开", "重复取号", "群众要求作废"] },
});

export const voidTicket = (ticket) => ({ ...voidSlip(ticket), text: "号码将退出排队,不能恢复。", field: { ...REASON, quick: ["重复取号", "取错业务", "群众要求作废"] } });

export const cancelTicket = (ticket) => ({ op: "cancel-ticket", path: `/api/tickets/${ticket.id}/cancel`, label: `弃号 ${ticket.number}`, text: "群众放弃办理,号码将退出排队,不能恢复。",
  field: { ...REASON, label: "原因(选填)", optional: true, quick: ["不办了", "改天再来", "材料不齐"] } });

export const openGreen = (ticket) => ({
  op: "green", path: `/api/tickets/${ticket.id}/green`, label: `绿色通道 ${ticket.number}`, text: "按优先号排队,原因和姓名记入日志。",
  field: { ...REASON, quick: ["重大项目", "急事急办"] },
});

/** Out of service the screen says 暂停服务 and where else numbers are given; nothing that was taken is lost. */
export const switchKiosk = (kiosk) => (kiosk.off
  ? { op: "kiosk-on", path: `/api/kiosks/${kiosk.id}/service`, label: `恢复 ${kiosk.name}`, text: "这台取号机重新开放取号。", body: { on: true } }
  : {
    op: "kiosk-off", path: `/api/kiosks/${kiosk.id}/service`, label: `停用 ${kiosk.name}`, text: "屏幕显示暂停服务和可以取号的地方,直到恢复或当天结束。",
    body: { on: false }, field: { ...REASON, quick: ["卡纸", "屏幕故障", "现场维护"] },
  });

function Field({ field, value, onChange }) {
  const attributes = {
    id: "asked-field", "data-testid": field.name, required: !field.optional, maxlength: field.most ?? 200, value, onInput: (e) => onChange(e.target.value),
  };
  return html`<label for="asked-field">${field.label}</label>
    ${field.long ? html`<textarea rows="4" ...${attributes}></textarea>` : html`<input autocomplete="off" ...${attributes} />`}
    ${field.quick && html`<p class="quick">${field.quick.map((text) => html`<button type="button" key=${text} onClick=${() => onChange(text)}>${text}</button>`)}</p>`}`;
}

export function Ask({ action, onDone }) {
  const dialog = useRef(null);
  const ask = useAsking();
  const { field } = action;
  const [value, setValue] = useState(field?.initial ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  const go = async (event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(action.path, { ...action.body, ...(field && { [field.name]: value.trim() }) });
    setBusy(false);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  };
  return html`<dialog ref=${dialog} onClose=${onDone} aria-labelledby="asked">
    <form onSubmit=${go}>
      <h2 id="asked">${action.label}</h2><p>${action.text}</p>
      ${field && html`<${Field} field=${field} value=${value} onChange=${setValue} />`}
      ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en">${problem.detail_en}</span></p>`}
      <div class="choice"><button type="button" data-testid="cancel" onClick=${onDone}>返回</button>
        <button class="main" data-testid="confirm" disabled=${busy}>确认${action.label}</button></div>
    </form></dialog>`;
}
