// What is said and whether it still may be said. Pure: no DOM, no audio, no clock (tests run it in node).

export const FRESH_MS = 10_000; // nobody walks to a window on a call this old; the board shows it anyway
const LONGEST_MS = { call: 60_000, notice: 300_000 }; // however busy the mouth was: by then the number may be passed
const REMEMBERED = 200;
const HURRY = 4; // with more waiting the last of them would be too old: once is better than never

const USUAL_GAPS = { head_letter: 20, head_number: 110, digit_pair: -40, number_tail: 180, floor_window: 120 };

/** How a message is said: `gain` and `stretch` (longer, at the same pitch) of its clips, `pause` of their gaps. */
export const USUAL = { gain: 1, stretch: 1, pause: 1 };
export const ASSISTED = { gain: 2, stretch: 1.2, pause: 1.8 };

/** Who needs help and did not come at the first call hears the second one louder and slower. */
export const mannerOf = ({ assisted, recall }) => (assisted && recall ? ASSISTED : USUAL);

const windowOf = (no) => no.replace(/^0+(?=\d)/, "");

/** The parts of a number: its letters, the digits before the last two, the last two. */
function partsOf({ number, prefix }) {
  const padded = number.slice(prefix.length).padStart(2, "0");
  return { letters: [...prefix.slice(1)], singles: [...padded.slice(0, -2)], pair: padded.slice(-2), padded };
}

function placeOf({ window_no: no, floor_no: floor }, gap, withFloor) {
  const upstairs = withFloor && floor ? [{ id: `floor-${floor}`, gap: gap.floor_window }] : [];
  if (!no) return [...upstairs, { id: "tail-side", gap: 0 }];
  return [...upstairs, { id: `${upstairs.length ? "window" : "tail"}-${windowOf(no)}`, gap: 0 }];
}

/** A call as clips: [{id, gap}], `gap` = silence after it in ms. `withFloor`: these ears are on several floors. */
export function sentence(call, gaps = {}, withFloor = false) {
  const gap = { ...USUAL_GAPS, ...gaps };
  const { letters, singles, pair } = partsOf(call);
  const spoken = [
    { id: `head-${call.prefix[0]}`, gap: gap.head_letter },
    ...letters.map((letter) => ({ id: `letter-${letter}`, gap: gap.head_letter })),
    ...singles.map((digit) => ({ id: `digit-${digit}`, gap: gap.digit_pair })),
    { id: `pair-${pair}`, gap: gap.number_tail },
    ...placeOf(call, gap, withFloor),
  ];
  spoken[letters.length].gap = gap.head_number;
  return spoken;
}

/** The same call from the English pack: "Number A, 0, 1, 2, window 3." */
export function sentenceInEnglish(call, gap, withFloor = false) {
  const { letters, padded } = partsOf(call);
  const digits = [...padded].map((digit) => ({ id: `digit-${digit}`, gap: gap.digit_digit }));
  digits.at(-1).gap = gap.number_window;
  const spoken = [
    { id: `head-${call.prefix[0]}`, gap: gap.head_letter },
    ...letters.map((letter) => ({ id: `letter-${letter}`, gap: gap.head_letter })),
    ...digits,
    ...(withFloor && call.floor_no ? [{ id: `floor-${call.floor_no}`, gap: gap.floor_window }] : []),
    { id: call.window_no ? `window-${windowOf(call.window_no)}` : "window-side", gap: 0 },
  ];
  spoken[letters.length].gap = gap.head_number;
  return spoken;
}

/** Start times in ms of a sentence whose clips last `durations` ms, and its length. */
export function timeline(clips, durations) {
  let at = 0;
  const starts = clips.map(({ gap }, i) => {
    const start = at;
    at += durations[i] + gap;
    return start;
  });
  return { starts, length: at };
}

export const isFresh = (message, now) => now - message.at <= FRESH_MS;

/** Whether this does not wait for the end of what is being said: the way out is said at once, and that it is over. */
export const cutsOff = ({ leave, clear }, said) => Boolean(said && (said.leave ? clear : leave));

const isSpoken = ({ kind, clip }) => kind === "call" || (kind === "notice" && typeof clip === "string");

/**
 * FreshOnly: first in, first out, what is urgent before all else; dropped when too old at its turn. Waiting behind
 * another announcement of this zone does not age one, or every second call of a busy minute would be lost: one call
 * lasts longer than FRESH_MS. Nothing is spoken twice; the past is not spoken because no page is told it.
 */
export class Announcements {
  #line = []; // [{message, from, behind}]: `behind` = ms spent waiting for others to end
  #seen = new Set();
  #standing = { ids: new Set(), seq: -1 };
  #speakingSince = null;

  /** Once each; a hall restored from a backup counts its calls anew, so the number alone says nothing. */
  #name({ id, at }) {
    return `${id} ${at}`;
  }

  /** True if the message waits for its turn now. Its `waited`: ms for which another mouth of the zone was busy. */
  offer(message, now) {
    const behind = message.waited ?? 0;
    if (!isSpoken(message) || this.#seen.has(this.#name(message)) || !isFresh(message, now - behind)) return false;
    this.#seen.add(this.#name(message));
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
    this.#enter({ message, from: now, behind });
    return true;
  }

  /** What was being said was cut off: it is the next again, as old as it was when it began. */
  again(message, now) {
    this.#wait(now);
    this.#line.unshift({ message, from: now, behind: Math.max(0, (this.#speakingSince ?? now) - message.at) });
    this.#speakingSince = null;
  }

  /** Somebody else says it all. If it comes back here, it is said. */
  clear() {
    for (const { message } of this.#line) this.#seen.delete(this.#name(message));
    this.#line = [];
    this.#speakingSince = null;
  }

  /** The ids of the notices that stand as of `seq`: what has ended by then is not said any more. */
  stand(ids, seq) {
    this.#standing = { ids: new Set(ids), seq };
  }

  #ended({ notice, seq }) {
    return notice && seq <= this.#standing.seq && !this.#standing.ids.has(notice);
  }

  /** The mouth is free: the next message that is still worth saying, or null. */
  next(now) {
    this.#wait(now);
    const timely = ({ message, behind }) =>
      (message.urgent || isFresh(message, now - behind)) && now - message.at <= LONGEST_MS[message.kind];
    const worth = (entry) => timely(entry) && !this.#ended(entry.message);
    this.#line = this.#line.filter(worth);
    const message = this.#line.shift()?.message ?? null;
    this.#speakingSince = message && now;
    return message;
  }

  /** Whether this is said again: a call is not while a crowd, or something urgent, waits behind it (the board shows it). */
  mayRepeat({ kind }) {
    return kind !== "call" || (this.#line.length <= HURRY && !this.#line[0]?.message.urgent);
  }

  /** All who wait have waited behind what was being said until now. */
  #wait(now) {
    if (this.#speakingSince === null) return;
    for (const entry of this.#line) entry.behind += now - Math.max(entry.from, this.#speakingSince);
  }

  /** Who is told to leave hears nothing else after that, and not to leave once it is over; no words wait twice. */
  #enter(entry) {
    const { leave, clear, text } = entry.message;
    const still = ({ message }) => (leave ? message.leave : !(clear && message.leave)) && !(text && message.text === text);
    this.#line = this.#line.filter(still);
    const place = entry.message.urgent ? this.#line.findIndex(({ message }) => !message.urgent) : -1;
    this.#line.splice(place < 0 ? this.#line.length : place, 0, entry);
  }
}
