// A number as people say it. Pure, no page: tests run it in node.

/** What a citizen says or shows -> ids of tickets it may be: "a17", "A 0017", "A017", or "17" of any queue. */
export function ticketIds(typed, hall, queues) {
  const text = typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "");
  const parts = /^(\D*)0*(\d{1,4})号?$/.exec(text);
  if (!parts) return [];
  const prefixes = parts[1] ? [parts[1]] : queues.map((q) => q.prefix);
  return prefixes.map((prefix) => `${hall.day.replaceAll("-", "")}-${prefix}${parts[2].padStart(3, "0")}`);
}
