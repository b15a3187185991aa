// What is said and whether it still may be said. Pure: no DOM, no audio, no clock (tests run it in node).

export const FRESH_MS = 10_000; // nobody walks to a window on a call this old; the board shows it anyway
const LONGEST_MS = 60_000; // however busy the mouth was: by then the number may be passed
const REMEMBERED = 200;

const USUAL_GAPS = { head_letter: 20, head_number: 110, digit_pair: 20, number_tail: 180 };

/** A call as clips: [{id, gap}], `gap` = silence after it in ms. */
export function sentence({ number, prefix, window_no: no }, gaps = {}) {
  const gap = { ...USUAL_GAPS, ...gaps };
  const padded = number.slice(prefix.length).padStart(2, "0");
  const letters = [...prefix.slice(1)].map((letter) => ({ id: `letter-${letter}`, gap: gap.head_letter }));
  const singles = [...padded.slice(0, -2)].map((digit) => ({ id: `digit-${digit}`, gap: gap.digit_pair }));
  const spoken = [
    { id: `head-${prefix[0]}`, gap: gap.head_letter },
    ...letters,
    ...singles,
    { id: `pair-${padded.slice(-2)}`, gap: gap.number_tail },
    { id: no ? `tail-${no.replace(/^0+(?=\d)/, "")}` : "tail-side", gap: 0 },
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

/**
 * FreshOnly: first in, first out; dropped when too old at its turn. Waiting behind another call of this board
 * does not age a call, or every second one of a busy minute would be lost: one call lasts longer than
 * FRESH_MS. Nothing that the snapshot already held is spoken, and nothing is spoken twice.
 */
export class Announcements {
  #line = []; // [{message, from, behind}]: `behind` = ms spent waiting for other calls to end
  #seen = new Set();
  #snapshot = -1;
  #speakingSince = null;

  /** A page that (re)connects shows the past but does not speak it. */
  snapshot(seq) {
    this.#snapshot = seq;
  }

  /** True if the message waits for its turn now. */
  offer(message, now) {
    const past = message.seq <= this.#snapshot || this.#seen.has(message.id);
    if (message.kind !== "call" || past || !isFresh(message, now)) return false;
    this.#seen.add(message.id);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
    this.#line.push({ message, from: now, behind: 0 });
    return true;
  }

  /** The mouth is free: the next message that is still worth saying, or null. */
  next(now) {
    if (this.#speakingSince !== null) {
      for (const entry of this.#line) entry.behind += now - Math.max(entry.from, this.#speakingSince);
    }
    const worth = ({ message, behind }) => isFresh(message, now - behind) && now - message.at <= LONGEST_MS;
    this.#line = this.#line.filter(worth);
    const message = this.#line.shift()?.message ?? null;
    this.#speakingSince = message && now;
    return message;
  }
}
