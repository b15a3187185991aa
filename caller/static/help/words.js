// The words of the help desk: states, lanes, reasons, levels, and who may do what.
import { boot } from "/static/hall.js";

export { ticketIds } from "/static/ticket_ids.js";

export const STATES = {
  waiting: { word: "等候中", tone: "good" }, called: { word: "已呼叫", tone: "call" }, serving: { word: "正在办理", tone: "good" },
  held: { word: "已挂起", tone: "warn" }, passed: { word: "已过号", tone: "warn" }, finished: { word: "已办结", tone: "plain" },
  cancelled: { word: "已弃号", tone: "plain" }, void: { word: "已作废", tone: "plain" }, expired: { word: "已失效", tone: "plain" },
};
export const HOLDS = { away_no_papers: "回去补材料", away_papers_kept: "材料留窗口", internal_wait: "窗口内部办理" };
export const LANES = { normal: "普通", priority: "优先", green: "绿色通道" };
export const LEVELS = [[5, "非常满意"], [4, "满意"], [3, "基本满意"], [2, "不满意"], [1, "非常不满意"]];
export const OTHER = "其他";
export const VOID_REASONS = ["重复取号", "取错业务", "群众要求作废"];

/** Why somebody has no papers to show (实名取号). */
export const NO_PAPERS = ["忘带证件", "证件遗失", "证件在办"];

/** Ready reasons: of the green lane, and for a number after the kiosks have stopped. */
export function quickReasons(lane, late) {
  if (lane === "green") return ["重大项目审批", OTHER];
  return late ? ["延时服务", OTHER] : ["值班员同意加号", OTHER];
}

const has = (staff, ...roles) => staff.roles.some((role) => roles.includes(role));

/** What this person is offered here; the server decides again. */
export function rights(staff) {
  const desk = has(staff, "help_desk", "duty");
  return {
    issue: desk || has(staff, "lead"), desk, wake: desk || has(staff, "lead"), paper: desk || has(staff, "lead"), calendar: has(staff, "duty", "admin"), pair: has(staff, "admin"),
    beyondQuota: has(staff, "duty"),
    lanes: ["normal", ...(desk ? ["priority"] : []), ...(has(staff, "lead", "duty") ? ["green"] : [])],
  };
}

const WINDOWS = new Map((boot.windows ?? []).map((w) => [w.id, w]));
export const windowName = (id) => { const w = WINDOWS.get(id); return w ? `${w.floor_name} ${w.label}` : id; };

/** Windows by floor: [["一楼", "2号窗口、3号窗口"], …]. */
export function places(windows) {
  const floors = new Map();
  for (const w of windows) floors.set(w.floor_name, [...(floors.get(w.floor_name) ?? []), w.label]);
  return [...floors].map(([floor, labels]) => [floor, labels.join("、")]);
}

/** "12分" or "1时05分" since then. */
export function since(ms, now) {
  const minutes = Math.max(0, Math.floor((now - ms) / 60_000));
  return minutes < 60 ? `${minutes}分` : `${Math.floor(minutes / 60)}时${String(minutes % 60).padStart(2, "0")}分`;
}

export const numberOf = (ticketId) => ticketId.slice(ticketId.indexOf("-") + 1);
