// What needs a hand, the day in numbers, slips nobody confirmed, and what just happened.
import { boot, clock, get, html, useEffect, useState } from "/static/hall.js";
import { voidSlip } from "./duty_ask.js";
import { COUNTS, KINDS, SLIPS, actor, cause, deviceTone, sentence } from "./duty_words.js";

const LOG_AFTER_MS = 400; // one look at the log for a burst of changes
const MAX_ALARMS = 6;
const CLOSED = {
  printer: { word: "打印机故障", tone: "bad" }, prep: { word: "未开放", tone: "off" }, off: { word: "未开放", tone: "off" },
  extended: { word: "已停止取号", tone: "off" }, closed: { word: "已关闭", tone: "off" }, recovery: { word: "等候恢复", tone: "warn" },
};

function alarms({ hall, queues, devices, kiosks, unconfirmed }) {
  const words = [];
  if (hall.state === "recovery") words.push(["bad", "系统已恢复,等候您确认叫号"]);
  for (const q of queues) if (q.waiting && !q.windows_open) words.push(["warn", `${q.name} 无人办理,${q.waiting} 人等候`]);
  for (const k of kiosks) if (k.closed === "printer") words.push(["bad", `${k.name} 不能出票`]);
  for (const d of devices) {
    const tone = deviceTone(d);
    if (d.cause) words.push([tone, `${d.where} ${KINDS[d.kind] ?? d.kind} ${cause(d.cause)}`]);
  }
  if (unconfirmed.length) words.push(["warn", `${unconfirmed.length} 张号票未确认打印`]);
  return words;
}

export function Alarms({ view }) {
  const words = alarms(view);
  const more = words.length - MAX_ALARMS;
  return html`<section class="alarms" aria-label="需要处理" data-testid="alarms" role="status"><ul>
    ${words.length === 0 && html`<li class="good"><i class="shape" aria-hidden="true"></i>一切正常</li>`}
    ${words.slice(0, MAX_ALARMS).map(([tone, text]) => html`<li class=${tone} key=${text}><i class="shape" aria-hidden="true"></i>${text}</li>`)}
    ${more > 0 && html`<li class="more">另有 ${more} 项</li>`}</ul></section>`;
}

export function Counts({ counts }) {
  return html`<section class="card"><h2>今日</h2><dl class="counts">${COUNTS.map(([key, word]) => html`
    <div key=${key}><dt>${word}</dt><dd data-testid="count-${key}">${counts[key] ?? 0}</dd></div>`)}</dl></section>`;
}

export function Kiosks({ kiosks }) {
  return html`<section class="card"><h2>取号机</h2><ul class="lamps">${kiosks.map((kiosk) => {
    const { word, tone } = kiosk.closed ? CLOSED[kiosk.closed] ?? { word: kiosk.closed, tone: "warn" } : { word: "开放", tone: "good" };
    return html`<li key=${kiosk.id} class="lamp ${tone}" data-testid="kiosk-${kiosk.id}" data-closed=${kiosk.closed}>
      <i class="shape" aria-hidden="true"></i>${kiosk.name}<span>${word}</span></li>`;
  })}</ul></section>`;
}

export function Unconfirmed({ slips, timezone, onAsk }) {
  if (!slips.length) return null;
  return html`<section class="card" data-testid="unconfirmed"><h2>未确认打印 <small>${slips.length}</small></h2><ul class="slips">${slips.map((slip) => html`
    <li key=${slip.id}><b class="number">${slip.number}</b><span>${SLIPS[slip.slip] ?? slip.slip}</span>
      <time>${clock(slip.taken_at, timezone)}</time>
      <button data-testid="void-${slip.number}" onClick=${() => onAsk(voidSlip(slip))}>作废</button></li>`)}</ul></section>`;
}

function useLog(seq) {
  const [events, setEvents] = useState([]);
  useEffect(() => {
    const timer = setTimeout(async () => {
      const answer = await get("/api/events?limit=50");
      if (answer.ok) setEvents(answer.data.events);
    }, LOG_AFTER_MS);
    return () => clearTimeout(timer);
  }, [seq]);
  return events;
}

export function Log({ seq, windows, timezone }) {
  const events = useLog(seq);
  const labels = new Map(windows.map((w) => [w.id, w.label]));
  const say = { window: (id) => labels.get(id) ?? id, staff: (no) => boot.names[no] ?? no };
  return html`<section class="card log"><h2>日志</h2><ol data-testid="log" tabindex="0" aria-label="日志">${events.map((event) => html`
    <li key=${event.seq}><time>${clock(event.at, timezone, true)}</time><span>${sentence(event, say)}</span>
      <small>${actor(event.actor, say)}</small></li>`)}</ol></section>`;
}
