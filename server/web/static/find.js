// What was typed -> what was meant: pinyin, its initials, or Chinese. Pure, no page: tests run it in node.
const HAN = /[\u3400-\u9fff]/;
const BREAKS = /[、,,。;;::()()《》“”"'\s/·-]/;
const START = 0, WORD = 1, INSIDE = 2;

/** Lower case, no blanks, and without 窗口, which every counter is. */
export function tidy(typed) {
  const query = typed.toLowerCase().replaceAll(/[\s'’]/g, "");
  return query.replaceAll("窗口", "") || query;
}

/**
 * The entries of the catalogue that fit, best first. An entry's own words come before those of its queue, unit and
 * windows; the beginning of a word before its inside; `near(entry)` (this floor) before the rest; the plan's order
 * decides between equals.
 */
export function find(entries, typed, near = () => false) {
  const query = tidy(typed);
  if (!query) return [];
  const found = [];
  entries.forEach((entry, order) => {
    const own = best(entry.words, query);
    const rank = own === null ? null : own * 2;
    const common = best(entry.common, query);
    const other = common === null ? null : common * 2 + 1;
    const least = rank === null ? other : other === null ? rank : Math.min(rank, other);
    if (least !== null) found.push({ entry, least, far: near(entry) ? 0 : 1, order });
  });
  return found.sort((a, b) => a.least - b.least || a.far - b.far || a.order - b.order).map(({ entry }) => entry);
}

/**
 * A long text from the word on where the query is found, so that one sees why it was; a short one, or one without
 * the query, whole.
 */
export function excerpt([text, sounds], typed, most) {
  const query = tidy(typed);
  if (!query || text.length <= most) return text;
  const readings = sounds.split(" "), lower = text.toLowerCase();
  let word = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (at && BREAKS.test(text[at - 1])) word = at;
    if (runs(lower, readings, query, at, 0)) return word ? `…${text.slice(word)}` : text;
  }
  return text;
}

/** The best place of the query in these [text, sounds]: START, WORD, INSIDE or null. */
function best(words, query) {
  const places = words.map(([text, sounds]) => place(text.toLowerCase(), sounds.split(" "), query)).filter((p) => p !== null);
  return places.length ? Math.min(...places) : null;
}

function place(text, sounds, query) {
  let inside = null;
  for (let at = 0; at < text.length; at += 1) {
    if (!runs(text, sounds, query, at, 0)) continue;
    if (at === 0) return START;
    if (BREAKS.test(text[at - 1])) return WORD;
    inside = INSIDE;
  }
  return query.length === 1 && !HAN.test(query) ? null : inside; // one letter sounds inside of everything
}

/** The query from `from` on is said by the text from `at` on: each character by itself, or by a beginning of its sound. */
function runs(text, sounds, query, at, from, dead = new Set()) {
  if (from === query.length) return true;
  const here = at * (query.length + 1) + from;
  if (at === text.length || dead.has(here)) return false;
  const on = (length) => runs(text, sounds, query, at + 1, from + length, dead);
  const said = (sound) => {
    for (let length = 1; length <= sound.length && sound[length - 1] === query[from + length - 1]; length += 1) {
      if (on(length)) return true;
    }
    return false;
  };
  if ((text[at] === query[from] && on(1)) || (from > 0 && BREAKS.test(text[at]) && on(0)) || sounds[at].split("|").some(said)) return true;
  dead.add(here); // else many readings of a long text would be tried in all their combinations
  return false;
}
