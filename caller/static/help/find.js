// What was typed at the help desk -> rows of its list. Pure, no page: as the kiosk finds, and by the queue's letter.
import { find } from "/static/find.js";

const NO_SOUND = (text) => [text, " ".repeat(Math.max(0, text.length - 1))];
const named = (...texts) => texts.filter(Boolean).map(NO_SOUND);

/** Until the catalogue has come: what the feed says, by its characters only. */
function plain(queues) {
  return queues.flatMap((queue) => {
    const common = named(queue.name, queue.name_en, queue.unit, ...queue.windows.map((w) => w.label.replace("窗口", "")));
    const matters = queue.matters.map((m) => ({ queue: queue.id, matter: m.id, words: named(m.name, m.name_en), common }));
    return matters.length ? matters : [{ queue: queue.id, matter: "", words: common, common: [] }];
  });
}

/** With every queue as a whole behind its matters. */
function entriesOf(queues, { matters, others }) {
  const known = matters.length ? matters : plain(queues);
  const whole = queues.flatMap((queue) => {
    const first = known.find((entry) => entry.queue === queue.id && entry.matter);
    return first ? [{ queue: queue.id, matter: "", words: first.common, common: [] }] : [];
  });
  return [...known, ...whole, ...others];
}

/** All that was typed in one, or else every word of it, in any order. */
function found(entries, typed) {
  const one = find(entries, typed);
  const words = typed.trim().split(/\s+/);
  if (one.length || words.length < 2) return one;
  const [best, ...rest] = words.map((word) => find(entries, word));
  return best.filter((entry) => rest.every((other) => other.includes(entry)));
}

/** [{queue, matter}], matter null = the queue as a whole, or [{other}], a counter without numbers. Every queue without words. */
export function search(queues, catalogue, typed) {
  const text = typed.normalize("NFKC").trim();
  if (!text) return queues.map((queue) => ({ queue, matter: null }));
  const lettered = queues.find((q) => q.prefix.toLowerCase() === text.toLowerCase());
  if (lettered) return [{ queue: lettered, matter: null }, ...lettered.matters.map((matter) => ({ queue: lettered, matter }))];
  const byId = new Map(queues.map((queue) => [queue.id, queue]));
  return found(entriesOf(queues, catalogue), text).flatMap((entry) => {
    if (!entry.queue) return [{ other: entry }];
    const queue = byId.get(entry.queue);
    return queue ? [{ queue, matter: queue.matters.find((m) => m.id === entry.matter) ?? null }] : [];
  });
}
