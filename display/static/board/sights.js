// Many calls at once: each is seen long enough, in a place of its own that it keeps. Pure: no DOM, no clock.

export const SIGHT_MS = 6_000; // how long a call stands in sight before another may take its place
const PAGE_MS = 3_000; // how long a page stands where even the crowd's places do not do
const PAGED_MS = 2_500; // and how long a call is then in sight, at least
const LEAVE_MS = 2 * SIGHT_MS; // the crowd is over when this long nothing was pressing
const LONGEST_STEP_MS = 2_000; // between two looks: a page that slept has shown nothing meanwhile

/**
 * Keeps account of what has been in sight. `look` is asked with every view and every second, and says what the
 * board shows: {crowded: false}, or {crowded: true, places, page, pages} with a call or null for each place.
 */
export class Sights {
  #seen = new Map(); // "number.seq" -> ms in sight; Infinity = long enough, whatever comes
  #slots = []; // the crowd's places, page after page: a call or null
  #crowded = false;
  #shown = []; // keys in sight since the last look
  #first = true;
  #at = 0;
  #pressed = -Infinity;
  #begun = 0;

  /**
   * `calls`: newest first; `room`: how many fit as usual; `places`: how many a page of the crowd has. Calls of
   * the first look are old: nobody waits for them to be seen.
   */
  look(calls, now, room, places) {
    this.#count(now);
    const first = this.#first;
    [this.#first, this.#at] = [false, now];
    const standing = new Set(calls.map(keyOf));
    for (const key of this.#seen.keys()) if (!standing.has(key)) this.#seen.delete(key);
    for (const call of calls) if (!this.#seen.has(keyOf(call))) this.#seen.set(keyOf(call), first ? Infinity : 0);
    this.#judge(calls, now, room);
    if (!this.#crowded) {
      this.#shown = calls.slice(0, room).map(keyOf);
      return { crowded: false };
    }
    this.#settle(calls, places);
    const pages = Math.max(1, Math.ceil(this.#slots.length / places));
    const page = Math.floor((now - this.#begun) / PAGE_MS) % pages;
    const shown = Array.from({ length: places }, (_, at) => this.#slots[page * places + at] ?? null);
    this.#shown = shown.filter(Boolean).map(keyOf);
    return { crowded: true, places: shown, page, pages };
  }

  /** What `look` said is on the board only now: a slow machine draws later than it decides. */
  drawn(now) {
    this.#at = now;
  }

  #count(now) {
    const step = Math.min(Math.max(0, now - this.#at), LONGEST_STEP_MS);
    for (const key of this.#shown) {
      if (this.#seen.has(key)) this.#seen.set(key, this.#seen.get(key) + step);
    }
  }

  /** A crowd begins when a call would go out of sight too soon; it ends when none has been in danger for a while. */
  #judge(calls, now, room) {
    if (calls.filter((call) => this.#seen.get(keyOf(call)) < SIGHT_MS).length > room) this.#pressed = now;
    const crowded = now - this.#pressed < LEAVE_MS;
    if (crowded && !this.#crowded) [this.#slots, this.#begun] = [[], now];
    this.#crowded = crowded;
  }

  /** Each call keeps its place; a new one takes a free place, else the one whose call was longest in sight. */
  #settle(calls, places) {
    const enough = this.#slots.length > places ? PAGED_MS : SIGHT_MS;
    const newest = new Map(calls.map((call) => [call.number, call]));
    this.#slots = this.#slots.map((old, at) => {
      const call = newest.get(old?.number) ?? null;
      return call && at >= places && this.#seen.get(keyOf(call)) >= enough ? this.#leave(call) : call;
    });
    while (this.#slots.length > places && this.#slots.at(-1) === null) this.#slots.pop();
    const placed = new Set(this.#slots.map((call) => call?.number));
    for (const call of calls.filter(({ number }) => !placed.has(number)).reverse()) {
      if (this.#seen.get(keyOf(call)) === Infinity && this.#slots.length >= places) continue; // seen, and no room
      this.#slots[this.#free(places, enough)] = call;
    }
  }

  #leave(call) {
    this.#seen.set(keyOf(call), Infinity);
    return null;
  }

  #free(places, enough) {
    const size = Math.max(places, this.#slots.length);
    const empty = Array.from({ length: size }, (_, at) => at).find((at) => !this.#slots[at]);
    if (empty !== undefined) return empty;
    const sight = this.#slots.map((call) => this.#seen.get(keyOf(call)));
    const longest = sight.indexOf(Math.max(...sight));
    if (sight[longest] < enough) return size;
    this.#leave(this.#slots[longest]);
    return longest;
  }
}

const keyOf = (call) => `${call.number}.${call.seq}`;
