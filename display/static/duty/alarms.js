// What needs a hand: alarms of the hall, newest first, then what the page sees by itself in queues and devices.
import { clock, html } from "/static/hall.js";
import { answerAlarm, replyHelp } from "./ask.js";
import { BOARDS, KINDS, cause, deviceTone } from "./words.js";

const MOST = 6; // of what the page sees by itself; an alarm is never left out
const URGENT = new Set(["help", "bad_rating", "unbalanced"]);

const CALLING = new Set(["open", "extended"]);

/** [tone, words, what to open]. */
export function seen({ hall, incident, queues, devices, kiosks, boards, unconfirmed }) {
  const words = [];
  if (hall.state === "outage") words.push(["bad", incident?.short ? "短时停机,已请群众稍候" : "手工办理中,纸质号请补录,再恢复叫号"]);
  if (hall.state === "recovery") words.push(["bad", "系统已恢复,等候您确认叫号"]);
  for (const q of queues) if (q.waiting && !q.windows_open) words.push(["warn", `${q.name} 无人办理,${q.waiting} 人等候`, { kind: "queue", id: q.id }]);
  for (const k of kiosks) if (k.closed === "printer") words.push(["bad", `${k.name} 不能出票`, { kind: "kiosk", id: k.id }]);
  for (const k of kiosks) if (k.off) words.push(["warn", `${k.name} 已停用:${k.off.reason}`, { kind: "kiosk", id: k.id }]);
  const sayOf = (b) => words.push([b.state === "off" || b.state === "silent" ? "bad" : "warn", `${b.name} ${BOARDS[b.state].word},${clock(b.since, hall.timezone)} 起`, { kind: "board", id: b.id }]);
  const ill = CALLING.has(hall.state) ? boards.filter((b) => b.state !== "well") : [];
  for (const b of ill) if (b.state !== "gone") sayOf(b);
  for (const d of devices) {
    const tone = deviceTone(d);
    if (d.cause) words.push([tone, `${d.where} ${KINDS[d.kind] ?? d.kind} ${cause(d.cause)}`, { kind: "device", id: d.id }]);
  }
  if (unconfirmed.length) words.push(["warn", `${unconfirmed.length} 张号票未确认打印`]);
  for (const b of ill) if (b.state === "gone") sayOf(b);
  return words;
}

function Alarm({ alarm, timezone, onAsk, onOpen }) {
  return html`<li class=${URGENT.has(alarm.kind) ? "bad" : "warn"} data-testid=${`alarm-${alarm.id}`}><i class="shape" aria-hidden="true"></i>
    ${alarm.window ? html`<button type="button" class="open" onClick=${() => onOpen({ kind: "window", id: alarm.window })}>${alarm.text}</button>` : html`<span>${alarm.text}</span>`}<time>${clock(alarm.at, timezone)}</time>
    ${alarm.kind === "help" && html`<button data-testid=${`reply-${alarm.id}`} onClick=${() => onAsk(replyHelp(alarm))}>${alarm.answered ? "再回复" : "回复"}</button>`}
    ${alarm.answerable && html`<button data-testid=${`answer-${alarm.id}`} onClick=${() => onAsk(answerAlarm(alarm))}>处理</button>`}</li>`;
}

export function Alarms({ view, onAsk, onOpen }) {
  const words = [...view.warnings.map((warning) => ["warn", warning.text]), ...seen(view)];
  const more = words.length - MOST;
  return html`<section class="alarms" id="alarms" aria-label="需要处理" data-testid="alarms" role="status"><ul>
    ${view.alarms.length + words.length === 0 && html`<li class="good"><i class="shape" aria-hidden="true"></i>一切正常</li>`}
    ${view.alarms.map((alarm) => html`<${Alarm} key=${alarm.id} alarm=${alarm} timezone=${view.hall.timezone} onAsk=${onAsk} onOpen=${onOpen} />`)}
    ${words.slice(0, MOST).map(([tone, text, target]) => html`<li class=${tone} key=${text}><i class="shape" aria-hidden="true"></i>${target ? html`<button type="button" class="open" onClick=${() => onOpen(target)}>${text}</button>` : text}</li>`)}
    ${more > 0 && html`<li class="more">另有 ${more} 项</li>`}</ul></section>`;
}
