// What the page of the ledger says.
import { boot } from "/static/hall.js";

/** [id, Chinese, English] of each list. */
export const LISTS = [
  ["due", "七天内到期", "Due, 7 days"], ["running", "在办", "In hand"], ["collect", "待取件", "To collect"],
  ["numberless", "缺受理编号", "Without a number"], ["unnoted", "未登记", "Not noted"], ["days", "当天全部", "All of the day"],
];
/** Of these lists the days are chosen; today at first. */
export const BY_DAY = new Set(["numberless", "unnoted", "days"]);
const EMPTY = { due: "七天内没有到期的业务。", collect: "没有待取的证照或文件。", numberless: "这些天的业务都有受理编号。", unnoted: "这些天办结的都已登记。", find: "没有找到,请核对编号。" };
export const DUE = { overdue: "已超期", today: "今天到期" };
export const PAPERS = { receipt: "受理回单", supplement: "补正告知书", extension: "延期办结通知书", return: "退回件通知书" };
export const COLLECT = { ready: "待取件", told: "已通知取件", collected: "已取件" };

export const heading = (list, total) => (total ? `共 ${total} 件` : EMPTY[list] ?? "没有记录。");

/** "11月23日 10:13" in the hall's own time zone. */
export const dateTime = (ms) => (ms === null || ms === undefined ? "—" : new Intl.DateTimeFormat("zh-CN", {
  month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: boot.timezone,
}).format(ms));
