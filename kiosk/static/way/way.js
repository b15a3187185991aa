// Where a business is found: floors, departments, matters. Pure, no page: tests run it in node.

/** Up to so many queues, each stands on the start page itself; more are found by their department. */
export const FEW = 8;
const OFTEN = 5;
/** A name longer than this does not fit a small card. */
const SHORT = 20;

/**
 * A queue stands once: under the kiosk's floor if any of its windows is there, else under the floor of its first.
 * The kiosk's own floor comes first.
 */
export function floorsOf({ queues, kiosk }) {
  const floors = new Map();
  for (const queue of queues) {
    const at = queue.windows.find((w) => w.floor === kiosk.floor) ?? queue.windows[0];
    const floor = floorIn(floors, at, kiosk.floor);
    floor.queues.push(queue);
  }
  return ownFirst(floors);
}

function floorIn(floors, at, own) {
  const id = at?.floor ?? own;
  if (!floors.has(id)) {
    floors.set(id, { id, here: id === own, name: at?.floor_name ?? "", name_en: at?.floor_name_en ?? "", queues: [], others: [] });
  }
  return floors.get(id);
}

const ownFirst = (floors) => [...floors.values()].sort((a, b) => Number(b.here) - Number(a.here));

/** The same, with the counters that give no numbers (`others` of the catalogue). */
export function wholeFloorsOf(view, others) {
  const floors = new Map(floorsOf(view).map((floor) => [floor.id, floor]));
  for (const other of others) floorIn(floors, other, view.kiosk.floor).others.push(other);
  return ownFirst(floors);
}

/** The departments of a floor in the order of the plan: {unit, unit_en, queues, waiting}. */
export function departmentsOf(floor) {
  const departments = new Map();
  for (const queue of floor.queues) {
    if (!departments.has(queue.unit)) departments.set(queue.unit, { unit: queue.unit, unit_en: queue.unit_en, queues: [], waiting: 0 });
    const department = departments.get(queue.unit);
    department.queues.push(queue);
    department.waiting += queue.waiting;
  }
  return [...departments.values()];
}

/** What a citizen may choose in these queues, frequent matters first: {queue, matter}; matter null = the queue has none. */
export function choicesOf(queues) {
  const choices = queues.flatMap((queue) => (queue.matters.length
    ? queue.matters.map((matter) => ({ queue, matter })) : [{ queue, matter: null }]));
  return choices.sort((a, b) => Number(b.matter?.frequent ?? false) - Number(a.matter?.frequent ?? false));
}

/** The one thing this queue is for; undefined if the citizen has to say which. */
export const obvious = (queue) => (queue.matters.length > 1 ? undefined : choicesOf([queue])[0]);

export const closedWords = ({ queue, matter }) => queue.closed ?? matter?.closed ?? null;

/** What is written on a card; `short` where there is little room. */
export function nameOf({ queue, matter }, short = false) {
  const lone = queue.matters.length === 1 && matter && matter.name.length > SHORT;
  return matter && !(short && lone) ? matter : queue;
}

/**
 * At most `most` matters that many come for, this floor's first: those of the config, then by what was taken in
 * the last days (`taken`: queue -> matter -> count). None that is not served today.
 */
export function frequentOf(view, taken, most) {
  const came = ({ queue, matter }) => {
    const counts = taken[queue.id] ?? {};
    return (counts[matter?.id ?? ""] ?? 0) + (queue.matters.length === 1 ? counts[""] ?? 0 : 0);
  };
  return choicesOf(view.queues)
    .map((choice) => ({ choice, set: Number(choice.matter?.frequent ?? false), count: came(choice) }))
    .filter(({ choice, set, count }) => (set || count >= OFTEN) && !closedWords(choice))
    .sort((a, b) => Number(b.choice.queue.here) - Number(a.choice.queue.here) || b.set - a.set || b.count - a.count)
    .slice(0, most)
    .map(({ choice }) => choice);
}

/** A unit as it fits a small key: everything here is a 窗口. */
const signOf = (unit) => unit.replaceAll("窗口", "") || unit;

/** A department by name in both languages, short on its key. */
export const departmentName = ({ unit, unit_en: en }, short = false) => ({ name: short ? signOf(unit) : unit, name_en: en });
