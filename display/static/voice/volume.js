// How loud the boards are at which hour. Pure (tests run it in node).

/** Minutes after midnight of the hall's clock. */
export function minuteOf(ms, timezone) {
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone }).format(ms);
  const [hours, minutes] = time.split(":").map(Number);
  return (hours % 24) * 60 + minutes;
}

/** The percent at this minute; `steps`: [{first, percent}] in the order of the day. Before the first of a day the
 * last one still holds; without steps it is 100. */
export function volumeAt(steps, minute) {
  const begun = steps.filter(({ first }) => first <= minute);
  return (begun.at(-1) ?? steps.at(-1))?.percent ?? 100;
}
