// Days as text, YYYY-MM-DD, reckoned in UTC so that no time zone moves them.
const text = (date) => date.toISOString().slice(0, 10);
const day = (year, month, number) => text(new Date(Date.UTC(year, month, number)));

/** [{id, name, name_en, from, to}] beside this day. */
export function periods(today) {
  const [year, month, number] = today.split("-").map(Number);
  const quarter = Math.floor((month - 1) / 3) * 3;
  return [
    { id: "today", name: "今天", name_en: "Today", from: today, to: today },
    { id: "month", name: "本月", name_en: "This month", from: day(year, month - 1, 1), to: today },
    { id: "last-month", name: "上月", name_en: "Last month", from: day(year, month - 2, 1), to: day(year, month - 1, 0) },
    { id: "quarter", name: "本季", name_en: "This quarter", from: day(year, quarter, 1), to: today },
    { id: "last-quarter", name: "上季", name_en: "Last quarter", from: day(year, quarter - 3, 1), to: day(year, quarter, 0) },
    { id: "year", name: "一年", name_en: "A year", from: day(year - 1, month - 1, number + 1), to: today },
  ];
}

/** What a grade is given for: a month, or the quarter of the first day. */
export const gradedPeriod = (from, to) => (from.slice(0, 7) === to.slice(0, 7) ? from.slice(0, 7) : `${from.slice(0, 4)}-Q${Math.ceil(Number(from.slice(5, 7)) / 3)}`);

/** The query of a report's address. */
export function query({ from, to, by, unit, than_from: thanFrom, than_to: thanTo }, more = {}) {
  const told = { from, to, by, unit, than_from: thanFrom, than_to: thanTo, ...more };
  return new URLSearchParams(Object.entries(told).filter(([, value]) => value)).toString();
}
