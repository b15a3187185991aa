// What a slip of paper may say, told beside the field before it is sent. Pure: facts come in (tests run it in node).

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const NUMBER = /^([A-Z]+)(\d{3,4})$/;
const PAPER = [801, 899];
const ORDER = [["taken_at", "取号"], ["called_at", "呼叫"], ["started_at", "开始"], ["ended_at", "结束"]];

/** "940", "09:40" and "094005" are times as well: who copies paper has no wish for colons. */
export function timeOf(typed) {
  const digits = typed.replace(/[::.\s]/g, "");
  if (!/^\d{3,6}$/.test(digits)) return typed.trim();
  const padded = digits.length % 2 ? `0${digits}` : digits;
  return padded.match(/../g).join(":");
}

/** "805" after "A804" is "A805". */
export function numberOf(typed, before = "") {
  const words = typed.trim().toUpperCase();
  return /^\d+$/.test(words) ? `${before.match(/^[A-Z]+/)?.[0] ?? ""}${words}` : words;
}

/** The next slip of the pad; "" behind a number of the machine, and behind the last one. */
export function nextOf(number) {
  const [, prefix, digits] = NUMBER.exec(number) ?? [];
  const serial = Number(digits);
  return serial >= PAPER[0] && serial < PAPER[1] ? `${prefix}${serial + 1}` : "";
}

/** "2" as it stands on the paper, or part of the name of a window without a number. */
export function windowOf(typed, windows) {
  const words = typed.trim();
  const named = windows.filter((w) => words && w.label.includes(words));
  return windows.find((w) => words && w.no === words) ?? (named.length === 1 ? named[0] : undefined);
}

const whole = (time) => (time.length === 5 ? `${time}:00` : time);

/**
 * {field: [Chinese, English]} of what cannot be right; an empty field is not told off. `draft`: as typed. `facts`: `asked` (fields of this
 * outcome), `entered` (numbers), `prefixes`, `windows`, `names` (staff number -> name), `since` and `now` as "09:40:12".
 */
export function faultsOf(draft, facts) {
  const found = {};
  const number = numberOf(draft.number, draft.before);
  const prefix = NUMBER.exec(number)?.[1];
  if (number && !prefix) found.number = [`${number} 不是号码,例如 A801`, "no number"];
  else if (number && !facts.prefixes.includes(prefix)) found.number = [`没有 ${prefix} 字头的业务(有 ${facts.prefixes.join("、")})`, "no such queue"];
  else if (facts.entered.includes(number)) found.number = [`${number} 已补录过`, "entered already"];
  if (facts.asked.includes("window") && draft.window.trim() && !windowOf(draft.window, facts.windows)) found.window = ["没有这个窗口", "no such window"];
  if (facts.asked.includes("staff") && draft.staff.trim() && !(draft.staff.trim() in facts.names)) found.staff = ["没有这个工号", "no such staff number"];
  return { ...found, ...timeFaults(draft, facts) };
}

function timeFaults(draft, { asked, since, now }) {
  const found = {};
  let before = ["", ""];
  for (const [name, word] of ORDER.filter(([field]) => asked.includes(field) && draft[field].trim())) {
    const time = timeOf(draft[name]);
    if (!CLOCK.test(time)) found[name] = ["不是时间,请写 940 或 0940", "no time of day"];
    else if (time.slice(0, 5) > now.slice(0, 5)) found[name] = [`晚于现在 ${now.slice(0, 5)}`, "later than now"];
    else if (whole(time) < before[0]) found[name] = [`早于${before[1]}时间 ${before[0].slice(0, 5)}`, "before the one before it"];
    else if (name === "ended_at" && time.slice(0, 5) < since.slice(0, 5)) found[name] = [`早于停机 ${since.slice(0, 5)}`, "before the outage"];
    if (!found[name]) before = [whole(time), word];
  }
  return found;
}
