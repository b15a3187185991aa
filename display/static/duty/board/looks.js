// Behind a thing of the board: a window, a queue, a device, a kiosk, a board. Two touches lead from anything red to its cause.
import { boot, clock, html } from "/static/hall.js";
import { switchKiosk } from "../ask.js";
import { Lamp, Since, about } from "./hall.js";
import { Move } from "./moving.js";
import { Facts, Problem, Sheet, useLook } from "./behind.js";
import { Spark, went } from "./spark.js";
import { TicketLook } from "./ticket.js";
import { BOARDS, DESKS, KINDS, LINKS, TICKETS, cause, deviceTone, kioskState } from "../words.js";

const FIRST = 12; // of those who wait: the others are behind "转移等候" and 查号

const Number = ({ ticket, onOpen, children }) => html`<button type="button" class="chip" data-testid=${`ticket-${ticket.number}`} onClick=${() => onOpen({ kind: "ticket", id: ticket.id })}><b class="number">${ticket.number}</b>${children}</button>`;

function WindowLook({ desk, view, seq, onOpen, onLead, onClose }) {
  const { timezone } = view.hall;
  const { data, problem } = useLook(`/api/hall/windows/${encodeURIComponent(desk.id)}`, seq);
  const { word, tone } = DESKS[desk.state];
  const devices = view.devices.filter((d) => d.window === desk.id);
  const names = desk.queues.map((id) => boot.queues[id] ?? id).join("、");
  return html`<${Sheet} id="window" title=${desk.label} tone=${tone} state=${word} onClose=${onClose}>
    <${Facts} rows=${[
      ["自", html`${clock(desk.since, timezone)} 起,已 <${Since} at=${desk.since} />`], ["原因", desk.reason],
      ["人员", desk.staff ? `${desk.staff.name} 工号 ${desk.staff.no}${desk.acting_for && ` 顶岗 ${desk.acting_for}`}` : "无人签到"],
      ["手中号码", desk.number && html`<b class="number">${desk.number}</b>`], ["业务", names || "无"],
      ["等候", data && `${data.waiting} 人${data.next ? `,下一个 ${data.next}` : ""}`]]} />
    <${Problem} problem=${problem} />
    <h3>最近呼叫</h3>
    <p class="chips" data-testid="last-calls">${data?.calls.length ? data.calls.map((call) => html`<${Number} key=${`${call.id}${call.at}`} ticket=${call} onOpen=${onOpen}><span>${clock(call.at, timezone)} ${TICKETS[call.state] ?? call.state}</span><//>`) : data ? "今天还没有呼叫。" : "…"}</p>
    ${devices.length > 0 && html`<h3>设备</h3><ul class="lamps">${devices.map((d) => html`<${Lamp} key=${d.id} device=${d} timezone=${timezone} onOpen=${onOpen} />`)}</ul>`}
    <p class="sheet-keys">${[["assign", "调整业务"], ["move", "转移等候"], ["call", "指定呼叫"], ["out", "代为签退"]].map(([task, label]) => html`
      <button key=${task} type="button" data-testid=${`lead-${task}`} onClick=${() => onLead({ window: desk.id, task })}>${label}</button>`)}</p>
  <//>`;
}

function QueueLook({ queue, view, seq, moving, onOpen, onClose }) {
  const { timezone } = view.hall;
  const { data, problem } = useLook(`/api/hall/queues/${encodeURIComponent(queue.id)}`, seq);
  const unattended = queue.waiting > 0 && queue.windows_open === 0;
  const way = went(queue.trend);
  const first = data?.tickets.reduce((old, t) => (!old || t.taken_at < old.taken_at ? t : old), null);
  return html`<${Sheet} id="queue" title=${`${queue.prefix} ${queue.name}`} tone=${unattended ? "warn" : "good"} state=${unattended ? "无人办理" : `${queue.waiting} 人等候`} onClose=${onClose}>
    <div class="trend-large"><${Spark} trend=${queue.trend} /><p>今天每十分钟的等候人数</p></div>
    <${Facts} rows=${[
      ["等候", `${queue.waiting} 人`], ["趋势", `${way.text} 人 / 15分钟,${queue.trend.long > 0 ? "+" : ""}${queue.trend.long} 人 / 30分钟`],
      ["等得最久", first && html`<${Number} ticket=${first} onOpen=${onOpen} /> ${clock(first.taken_at, timezone)} 取号,已 <${Since} at=${first.taken_at} />`]]} />
    <${Problem} problem=${problem} />
    <h3>办理窗口</h3>
    <p class="chips" data-testid="serving">${data?.windows.length ? data.windows.map((w) => html`<button key=${w.id} type="button" class="chip" onClick=${() => onOpen({ kind: "window", id: w.id })}>
      <b>${w.label}</b><span>${DESKS[w.state].word} ${w.staff}${w.first ? "" : "(备办)"}</span></button>`) : data ? "今天没有窗口办理这项业务。" : "…"}</p>
    ${data && html`<h3>等候的人</h3>
      <p class="chips" data-testid="in-line">${data.tickets.length ? data.tickets.slice(0, FIRST).map((t) => html`<${Number} key=${t.id} ticket=${t} onOpen=${onOpen}><span>${clock(t.taken_at, timezone)}${t.lane === "priority" ? " 优先" : ""}${t.sent && ` → ${t.sent}`}</span><//>`) : "没有人等候。"}
        ${data.waiting > FIRST && html`<span class="soft">另有 ${data.waiting - FIRST} 人</span>`}</p>
      <${Move} key=${queue.id} queue=${queue} tickets=${data.tickets} view=${view} open=${moving} />`}
  <//>`;
}

function DeviceLook({ device, view, onOpen, onClose }) {
  const { timezone } = view.hall;
  const tone = deviceTone(device);
  const why = cause(device.cause);
  const where = device.window ? { kind: "window", id: device.window } : { kind: "kiosk", id: device.kiosk };
  return html`<${Sheet} id="device" title=${`${device.where} ${KINDS[device.kind] ?? device.kind}`} tone=${tone} state=${why || LINKS[device.link] || device.link} onClose=${onClose}>
    <${Facts} rows=${[
      ["原因", why], ["连接", LINKS[device.link] ?? device.link], ["自", device.since > 0 && html`${clock(device.since, timezone, true)} 起,已 <${Since} at=${device.since} />`],
      ["最后应答", device.last_ok ? clock(device.last_ok, timezone, true) : "没有应答过"], ["记录", about(device)],
      ["请做", tone === "good" || tone === "off" ? "" : html`<b data-testid="advice">${device.advice}</b><span class="en" lang="en">${device.advice_en}</span>`]]} />
    <p class="sheet-keys"><button type="button" onClick=${() => onOpen(where)}>${device.where}</button></p>
  <//>`;
}

function KioskLook({ kiosk, view, onAsk, onOpen, onClose }) {
  const { timezone } = view.hall;
  const { word, tone } = kioskState(kiosk, view.kiosks_away);
  const away = view.kiosks_away[kiosk.id];
  const devices = view.devices.filter((d) => d.kiosk === kiosk.id);
  const floor = boot.floors.find((f) => f.id === kiosk.floor);
  return html`<${Sheet} id="kiosk" title=${kiosk.name} tone=${tone} state=${word} onClose=${onClose}>
    <${Facts} rows=${[
      ["楼层", floor?.name], ["停用", kiosk.off && `${clock(kiosk.off.at, timezone)} 起,${kiosk.off.by}:${kiosk.off.reason}`],
      ["屏幕", away ? `没有打开取号页面,${clock(away, timezone)} 起` : kiosk.closed ? `显示“${word}”,不取号` : "可以取号"],
      ["纸", devices.filter((d) => d.kind === "printer").map((d) => cause(d.cause) || "正常").join("、") || "没有打印机"]]} />
    ${devices.length > 0 && html`<h3>设备</h3><ul class="lamps">${devices.map((d) => html`<${Lamp} key=${d.id} device=${d} timezone=${timezone} onOpen=${onOpen} />`)}</ul>`}
    <p class="sheet-keys"><button type="button" class=${kiosk.off ? "main" : ""} data-testid="switch-kiosk" onClick=${() => onAsk(switchKiosk(kiosk))}>${kiosk.off ? "恢复取号" : "停用"}</button></p>
  <//>`;
}

const BOARD_ADVICE = {
  off: "请到大屏前触摸一次屏幕,打开声音。", silent: "请检查音箱和音量;仍没有声音请报告技术人员。", gone: "请检查大屏的电源和网络;仍未连接请报告技术人员。", chime: "语音包没有装好,请报告技术人员。",
};

function BoardLook({ board, view, onClose }) {
  const { word, tone } = BOARDS[board.state];
  const mouth = view.boards.find(({ zone, speaks }) => zone === board.zone && speaks);
  return html`<${Sheet} id="board" title=${board.name} tone=${tone} state=${word} onClose=${onClose}>
    <${Facts} rows=${[["自", html`${clock(board.since, view.hall.timezone)} 起,已 <${Since} at=${board.since} />`], ["播报区", board.zone], ["由谁播报", mouth?.name], ["打开的页面", board.pages > 1 && `${board.pages} 个,只有一个播报`], ["请做", BOARD_ADVICE[board.state]]]} />
  <//>`;
}

/** `target`: {kind, id}, and what of it is open at once. What has gone meanwhile shows nothing. */
export function Look({ target, view, ...rest }) {
  const { kind, id, moving = false } = target;
  const of = (list) => view[list].find((one) => one.id === id);
  const props = { key: `${kind} ${id}`, view, ...rest };
  if (kind === "ticket") return html`<${TicketLook} ...${props} id=${id} />`;
  if (kind === "window" && of("windows")) return html`<${WindowLook} ...${props} desk=${of("windows")} />`;
  if (kind === "queue" && of("queues")) return html`<${QueueLook} ...${props} queue=${of("queues")} moving=${moving} />`;
  if (kind === "device" && of("devices")) return html`<${DeviceLook} ...${props} device=${of("devices")} />`;
  if (kind === "kiosk" && of("kiosks")) return html`<${KioskLook} ...${props} kiosk=${of("kiosks")} />`;
  if (kind === "board" && of("boards")) return html`<${BoardLook} ...${props} board=${of("boards")} />`;
  return null;
}
