// The number of a resident's ID card as it is typed. The server looks again; here it is for comfort (GB 11643).
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = "10X98765432";
export const LENGTH = 18;

/** With one more key: a digit anywhere, X at the end only; as it was where that cannot be. */
export function typed(text, key) {
  const fits = text.length < LENGTH && (/^\d$/.test(key) || (key === "X" && text.length === LENGTH - 1));
  return fits ? text + key : text;
}

/** What is wrong, as soon as that is certain: "birth" or "check"; "" while it may still become right. `today`: "2026-11-22". */
export function fault(text, today) {
  const born = text.slice(6, 14);
  if (born.length === 8 && !isDay(born, today.replaceAll("-", ""))) return "birth";
  if (text.length < LENGTH) return "";
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return CHECK[sum % 11] === text[17] ? "" : "check";
}

export const whole = (text, today) => text.length === LENGTH && !fault(text, today);

/** Nobody who looks over a shoulder reads it: the last key alone is shown. */
export const masked = (text) => (text ? "•".repeat(text.length - 1) + text.at(-1) : "");

function isDay(born, today) {
  const [year, month, day] = [born.slice(0, 4), born.slice(4, 6), born.slice(6)].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && born <= today;
}
