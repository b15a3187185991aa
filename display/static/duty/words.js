// Codes of the hall as words a duty officer reads. An unknown code is shown as it is, never hidden.
export const LINKS = { in_step: "在线同步", sent: "已发送", answered: "有应答", opened: "已打开", lost: "断开" };

const CAUSES = {
  unplugged: "已拔出", no_answer: "无应答", paper_out: "缺纸", paper_near_end: "纸将尽", cover_open: "盖子开着",
  cutter: "切刀故障", garbage: "乱码", nack: "拒收", offline: "脱机", error: "故障", busy: "端口被占用",
  denied: "无权打开端口", unreachable: "网络不通", stuck: "线路不动", not_started: "未启动", stopped: "停机,不能确定", no_keys: "节点无按键", no_evdev: "未装 evdev", no_pyusb: "未装 pyusb",
};
export const KINDS = { printer: "打印机", sign: "窗口屏", keypad: "叫号器", rater: "评价器", idreader: "身份证阅读器" };
export const DESKS = {
  closed: { word: "未开放", tone: "off" }, idle: { word: "空闲", tone: "idle" }, calling: { word: "呼叫中", tone: "call" },
  serving: { word: "办理中", tone: "good" }, suspended: { word: "暂停", tone: "warn" },
};
export const BOARDS = {
  well: { word: "正常播报", tone: "good" }, chime: { word: "只有提示音", tone: "warn" }, off: { word: "声音未开启", tone: "bad" },
  silent: { word: "没有播报", tone: "bad" }, gone: { word: "未连接", tone: "off" },
};
/** Why a kiosk gives no numbers. */
export const CLOSED = {
  printer: { word: "打印机故障", tone: "bad" }, paused: { word: "暂停服务", tone: "warn" }, prep: { word: "未开放", tone: "off" }, off: { word: "未开放", tone: "off" },
  extended: { word: "已停止取号", tone: "off" }, closed: { word: "已关闭", tone: "off" }, recovery: { word: "等候恢复", tone: "warn" }, evacuation: { word: "疏散", tone: "bad" },
  lunch: { word: "午休", tone: "off" }, outage: { word: "手工办理", tone: "warn" },
};
/** What a kiosk shows, or that it shows nothing: its page has gone. After hours it may have. */
export const kioskState = (kiosk, away) => (away[kiosk.id] && !kiosk.off ? { word: "未连接", tone: CLOSED[kiosk.closed]?.tone === "off" ? "off" : "bad" }
  : kiosk.closed ? CLOSED[kiosk.closed] ?? { word: kiosk.closed, tone: "warn" } : { word: "开放", tone: "good" });
export const TICKETS = {
  waiting: "等候", called: "已呼叫", serving: "办理中", held: "挂起", passed: "过号", finished: "办结", cancelled: "弃号", void: "作废", expired: "过期", sent_on: "转出",
};

/** While the hall is left no other state of it matters. */
export const isLeft = ({ notices }) => notices.some(({ urgency }) => urgency === "evacuate");

/** What is read from afar: "31", "残联" for 残联窗口(17号旁). */
export const shortName = ({ no, label }) => no ?? label.replace(/[((].*$/, "").replace(/窗口$/, "");

export const SLIPS = { pending: "打印中", unconfirmed: "未确认", failed: "打印失败" };
export const COUNTS = [
  ["issued", "取号"], ["waiting", "等候"], ["in_hand", "在办"], ["finished", "办结"], ["passed", "过号"],
  ["rated", "已评价"], ["unrated", "未评价"], ["void", "作废"], ["expired", "过期"], ["cancelled", "弃号"],
];
const ACTORS = { device: "设备", kiosk: "取号机", screen: "显示屏", system: "系统" };
const REASONS = { day_not_closed: "前日未关闭", print_failed: "打印失败" };

export function cause(code) {
  if (!code) return "";
  return CAUSES[code] ?? (code.startsWith("nack") ? CAUSES.nack : code);
}

/** good, off, warn or bad: what is wrong weighs more than how far the link has climbed. */
export function deviceTone({ link, cause: code }) {
  if (code === "paper_near_end") return "warn";
  if (code || link === "lost") return "bad";
  return link === "opened" ? "off" : "good"; // a keypad nobody has used yet says nothing: neither well nor ill
}

const numberOf = (ticket) => ticket?.split("-").slice(1).join("-") ?? "";

const BELLS = { readiness: "开门前检查", open: "开门时间到", closing_soon: "即将停止取号", close: "关门时间到" };
export const OUTAGES = { cut: "异常停止", short: "短时停机", long: "手工办理" };
const ALARMS = {
  waiting: "等候人数过多", wait: "等候过久", unmanned: "窗口无人", suspended: "暂停过久", min_staff: "在岗人数不足", help: "呼叫值班", bad_rating: "收到差评", complaint_overdue: "投诉超期", bad_rating_overdue: "差评办理超期", unbalanced: "票数不符",
  board: "大屏未连接", kiosk: "取号机未连接", voice: "播报没有声音", clock: "时间没有同步", clock_jump: "时间跳变", disk: "数据磁盘将满", outbox: "数据未能上报", report: "月度报告待报送", report_late: "月度报告未报送",
};

/** "窗口屏 已拔出", "等候过久": of an alarm's kind, and the cause of a device. */
export const alarmWord = (kind, facts = {}) => (KINDS[kind] ? `${KINDS[kind]}${cause(facts.cause) || "故障"}` : ALARMS[kind] ?? kind);
/** Of alarms by their ids: "w1 呼叫值班", or how many. */
const alarmNames = (ids, say) => {
  const names = [...new Set(ids.map((id) => {
    const [kind, place] = id.split(":");
    return `${["help", "unmanned", "suspended"].includes(kind) ? say.window(place) : ""}${alarmWord(kind)}`;
  }))];
  return ids.length > 3 ? `${names[0]}等 ${ids.length} 项` : names.join("、");
};

const MANY = { "alarm.raised.v1": "提醒", "alarm.cleared.v1": "提醒解除", "alarm.condition.v1": "设备状况变化" };
const placesOf = (windows, say) => (windows.length ? `(${windows.slice(0, NAMED).map(say.window).join("、")}${windows.length > NAMED ? "等" : ""})` : "");
const NAMED = 5;

const OPEN = [["alarms", "项提醒未处理"], ["cases", "件投诉、差评未办结"], ["waiting", "人等候"], ["in_hand", "人在办"], ["unconfirmed", "张号票未确认"]];

/** What is open when the duty is handed over, in words. */
export function open(facts) {
  const words = OPEN.filter(([key]) => facts[key]).map(([key, word]) => `${facts[key]} ${word}`);
  return [...words, ...(facts.incident ? [`停机 ${facts.incident} 未结案`] : [])].join("、") || "无遗留事项";
}

const SENTENCES = {
  "day.started.v1": (e) => `${e.day} 新的一天`,
  "hall.prepared.v1": () => "大厅开机,准备开放",
  "hall.opened.v1": () => "开始办理",
  "hall.extended.v1": () => "停止取号",
  "hall.closed.v1": () => "关闭大厅",
  "hall.gap.v1": (e) => `系统中断 ${Math.round((e.at - e.since) / 1000)} 秒${e.recovery ? ",等候恢复" : ""}`,
  "hall.recovered.v1": () => "恢复叫号",
  "hall.bell.v1": (e) => BELLS[e.bell] ?? e.bell,
  "hall.lunch.v1": () => "午休",
  "hall.darkened.v1": () => "窗口屏熄灭",
  "hall.outage.v1": (e) => `${e.short ? "短时停机" : "转手工办理"}:${e.reason}`,
  "hall.incident_closed.v1": (e) => `停机结案 ${e.incident}:${e.report}`,
  "hall.notice.v1": (e) => (e.text ? `发布通知:${e.text}${e.reason ? `(${e.reason})` : ""}` : "撤下通知"),
  "hall.notice_ended.v1": (e) => `${e.actor === "system" ? "通知到时结束" : "撤下通知"}${e.reason ? `(${e.reason})` : ""}`,
  "calendar.day_set.v1": (e) => `设置日期 ${e.date}`,
  "calendar.month_ended.v1": (e) => `${e.month} 月结`,
  "appointment.booked.v1": (e) => `预约 ${e.code}`,
  "alarms.many": (e, say) => `${MANY[e.of]}:${e.count} 项${alarmWord(e.kind)}${placesOf(e.windows, say)}`,
  "alarm.raised.v1": (e, say) => `提醒:${e.facts.window ? say.window(e.facts.window) : ""}${alarmWord(e.kind, e.facts)}`,
  "alarm.condition.v1": (e, say) => `${e.facts.window ? say.window(e.facts.window) : ""}${e.present ? alarmWord(e.kind, e.facts) : `${alarmWord(e.kind).replace("故障", "")}恢复正常`}`,
  "alarm.taken.v1": (e, say) => `接手提醒:${alarmNames(e.alarms, say)}${e.of ? `(原由${say.staff(e.of)}处理)` : ""}`,
  "alarm.noted.v1": (e, say) => `${alarmNames([e.alarm], say)}:${e.text}`,
  "alarm.escalated.v1": (e, say) => `无人接手,再次提醒:${alarmNames(e.alarms, say)}`,
  "alarm.cleared.v1": (e) => `提醒解除${e.note && `:${e.note}`}`,
  "help.answered.v1": (e, say) => `回复${say.window(e.window)}:${e.text}`,
  "duty.noted.v1": (e) => e.text,
  "duty.checked.v1": (e, say) => `检查 ${say.check(e.item)}:${e.found || "正常"}`,
  "duty.offered.v1": (e, say) => `交班给${say.staff(e.to)}:${open(e.facts)}${e.note && `;${e.note}`}`,
  "duty.taken.v1": (e, say) => `接班(${say.staff(e.of)}交班)`,
  "duty.signed.v1": () => "核对当日记录并签字",
  "complaint.registered.v1": (e) => `登记投诉 ${e.complaint}`,
  "case.step.v1": (e) => `办理 ${e.case}`,
  "export.noted.v1": (e) => `导出表格:${e.reason}`,
  "ledger.opened.v1": (e) => `台账登记 ${e.case_no || numberOf(e.line)}${e.promised && `,承诺 ${e.promised}`}`,
  "ledger.extended.v1": (e) => `台账延期 ${numberOf(e.line)} 至 ${e.promised}:${e.reason}`,
  "ledger.paused.v1": (e) => `台账暂停计时 ${numberOf(e.line)}:${e.reason}`,
  "ledger.resumed.v1": (e) => `台账恢复计时 ${numberOf(e.line)},承诺 ${e.promised}`,
  "ledger.finished.v1": (e) => `台账办结 ${numberOf(e.line)}${e.collect ? ",待取件" : ""}`,
  "ledger.told.v1": (e) => `通知取件 ${numberOf(e.line)}`,
  "ledger.collected.v1": (e) => `取件 ${numberOf(e.line)}`,
  "ledger.numbered.v1": (e) => `登记受理编号 ${e.case_no}`,
  "ledger.paper.v1": (e) => `打印台账文书 ${e.notice}`,
  "report.kept.v1": (e) => `已生成报告 ${e.period}`,
  "outbox.replayed.v1": (e) => `再次上报 ${e.record}`,
  "rating.follow_up.v1": (e) => `差评回访 ${e.case}`,
  "ticket.taken.v1": (e) => `取号 ${e.number}`,
  "ticket.slip_printed.v1": (e) => `已出票 ${numberOf(e.ticket)}`,
  "ticket.slip_unconfirmed.v1": (e) => `未确认出票 ${numberOf(e.ticket)}`,
  "ticket.slip_moved.v1": (e) => `改由备用打印机出票 ${numberOf(e.ticket)}:${cause(e.cause)}`,
  "ticket.slip_failed.v1": (e) => `出票失败 ${numberOf(e.ticket)}:${cause(e.cause)}`,
  "ticket.kept.v1": (e) => `无票保留 ${numberOf(e.ticket)}`,
  "ticket.called.v1": (e, say) => `${say.window(e.window)} 叫号 ${numberOf(e.ticket)}`,
  "ticket.recalled.v1": (e, say) => `${say.window(e.window)} 重呼 ${numberOf(e.ticket)}`,
  "ticket.serving.v1": (e, say) => `${say.window(e.window)} 开始办理 ${numberOf(e.ticket)}`,
  "ticket.passed.v1": (e, say) => `${say.window(e.window)} 过号 ${numberOf(e.ticket)}`,
  "ticket.finished.v1": (e, say) => `${say.window(e.window)} 办结 ${numberOf(e.ticket)}`,
  "ticket.held.v1": (e, say) => `${say.window(e.window)} 挂起 ${numberOf(e.ticket)}`,
  "ticket.woken.v1": (e) => `唤醒 ${numberOf(e.ticket)}`,
  "ticket.returned.v1": (e, say) => `${say.window(e.window)} 退回 ${numberOf(e.ticket)}:${e.reason}`,
  "ticket.call_undone.v1": (e, say) => `${say.window(e.window)} 撤销呼叫 ${numberOf(e.ticket)}`,
  "ticket.transferred.v1": (e, say) => `${say.window(e.window)} 转移 ${numberOf(e.ticket)}`,
  "ticket.way_slip.v1": (e) => (e.printed ? `已打印去处 ${numberOf(e.ticket)}` : `去处没有打印 ${numberOf(e.ticket)}:${cause(e.cause)}`),
  "ticket.requeued.v1": (e) => `过号重排 ${numberOf(e.ticket)}`,
  "ticket.cancelled.v1": (e) => `弃号 ${numberOf(e.ticket)}${e.reason ? `:${e.reason}` : ""}`,
  "ticket.reprint.v1": (e) => `补打 ${numberOf(e.ticket)}`,
  "ticket.paper_taken.v1": (e) => `补录手工号 ${e.number}`,
  "ticket.paper_finished.v1": (e, say) => `补录办结 ${numberOf(e.ticket)} ${say.window(e.window)} ${say.staff(e.staff)}`,
  "ticket.voided.v1": (e) => `作废 ${numberOf(e.ticket)}:${REASONS[e.reason] ?? e.reason}`,
  "queue.moved.v1": (e, say) => `转移等候 ${e.numbers.length} 人(${e.numbers.join("、")})到 ${e.to === "window" ? say.window(e.to_id) : say.queue(e.to_id)}:${e.reason}`,
  "kiosk.switched.v1": (e, say) => `${say.kiosk(e.kiosk)} ${e.on ? "恢复取号" : "停用"}${e.reason && `:${e.reason}`}`,
  "ticket.moved.v1": (e, say) => `转移等候 ${numberOf(e.ticket)}${e.to === "window" ? ` 到 ${say.window(e.to_id)}` : ""}:${e.reason}`,
  "ticket.green.v1": (e) => `绿色通道 ${numberOf(e.ticket)}:${e.reason}`,
  "ticket.expired.v1": (e) => `过期 ${numberOf(e.ticket)}`,
  "window.signed_in.v1": (e, say) => `${say.window(e.window)} ${say.staff(e.staff)} 签到`,
  "window.signed_out.v1": (e, say) => `${say.window(e.window)} ${say.staff(e.staff)} 签退`,
  "window.handed_over.v1": (e, say) => `${say.window(e.window)} 交班:${say.staff(e.staff)} → ${say.staff(e.to)}`,
  "window.next_stored.v1": (e, say) => `${say.window(e.window)} 预存叫号`,
  "window.queues_assigned.v1": (e, say) => `${say.window(e.window)} 调整业务:${e.reason}`,
  "window.suspended.v1": (e, say) => `${say.window(e.window)} 暂停:${e.reason}`,
  "window.resumed.v1": (e, say) => `${say.window(e.window)} 恢复服务`,
  "rating.given.v1": (e, say) => `${say.window(e.window)} 收到评价`,
  "rating.reasons.v1": (e, say) => `${say.window(e.window)} 差评原因:${e.reasons.map(say.reason).join("、")}`,
  "rating.lapsed.v1": (e, say) => `${say.window(e.window)} ${numberOf(e.ticket)} 未评价`,
  "rating.refused.v1": (e, say) => `${say.window(e.window)} 评价未计入`,
};

/** Ids as the log has them -> what people read; `boot` as `duty_pages` gives it. */
export const sayer = ({ windows, names, queues, kiosks, checks, reasons }) => ({
  window: (id) => windows[id] ?? id, staff: (no) => names[no] ?? no, queue: (id) => queues[id] ?? id, kiosk: (id) => kiosks[id] ?? id,
  check: (id) => checks[id] ?? id, reason: (code) => reasons[code] ?? code,
});

/** One line of the log. `say` turns ids into names. */
export function sentence(event, say) {
  return SENTENCES[event.type]?.(event, say) ?? event.type;
}

/** Many who were moved by one decision are one line. */
export function oneEach(events) {
  const decided = new Set(events.filter((e) => e.type === "queue.moved.v1").map((e) => `${e.at} ${e.actor}`));
  return events.filter((e) => e.type !== "ticket.moved.v1" || !decided.has(`${e.at} ${e.actor}`));
}

const FEW = 3, AT_ONCE_MS = 5_000;
const kindOf = (e) => e.kind ?? e.alarm?.split(":")[0];

/** The power of one switch is one line, not forty: alarms of a kind that came or went within seconds. */
export function atOnce(events) {
  const runs = [];
  for (const event of events) {
    const run = runs.at(-1), first = run?.[0];
    const same = first && MANY[event.type] && event.type === first.type && kindOf(event) === kindOf(first) && event.present === first.present;
    if (same && !event.note && Math.abs(event.at - first.at) <= AT_ONCE_MS) run.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run) => (run.length > FEW ? [{
    ...run[0], type: "alarms.many", of: run[0].type, kind: kindOf(run[0]), count: run.length, windows: run.map((e) => e.facts?.window).filter(Boolean),
  }] : run));
}

/** Who did it: "马志明", "设备", "取号机". */
export function actor(name, say) {
  const [kind, id] = String(name).split(":");
  if (kind === "staff") return say.staff(id);
  return ACTORS[kind] ?? kind;
}

/** 754 s -> "12:34"; above an hour "1:02:03". */
export function elapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
