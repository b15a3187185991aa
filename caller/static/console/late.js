// How long is too long, for the lists of the console. Pure, no page: tests run it in node.

/** Half of what the hall promises is long, all of it is late; [word, tone], or null. Both in ms. */
export function lateness(waited, promise) {
  if (waited >= promise) return ["超时", "bad"];
  return waited >= promise / 2 ? ["久等", "warn"] : null;
}
