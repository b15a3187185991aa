// The last good view of a page over a reload. Pure: store and clock come in (tests run it in node).

/** What is older is not shown at all: a call of yesterday would send somebody to a window. */
export const KEPT_MS = 2 * 3_600_000;

const ANSWER_MS = 10_000; // so long the server may take to answer a page that woke up

/**
 * Whether a view that is no longer known to be so is not shown any more: `stale` ms ago that began, `silence` ms ago the server was
 * last heard, and it was `age` ms old already when it was taken from the store. A box that slept for a night has just become stale.
 */
export const isOutlived = (stale, silence, age) => stale > ANSWER_MS && silence + age > KEPT_MS;

export class Kept {
  #key; #version; #store; #wall;

  /** `version`: of the pages and the hall they are of; what others have kept is of no use. */
  constructor(key, version, { store = () => localStorage, wall = () => Date.now() } = {}) {
    this.#key = key;
    this.#version = version;
    this.#store = store;
    this.#wall = wall;
  }

  /** {view, age in ms}, or null: none, spoilt, of another version, too old, or kept by a clock that was ahead of this one. */
  take() {
    try {
      const { at, version, view } = JSON.parse(this.#store().getItem(this.#key));
      const age = this.#wall() - at;
      return view && version === this.#version && age >= 0 && age <= KEPT_MS ? { view, age } : null;
    } catch {
      return null;
    }
  }

  keep(view) {
    try {
      this.#store().setItem(this.#key, JSON.stringify({ at: this.#wall(), version: this.#version, view }));
    } catch { /* a full store costs only the picture after a reload */ }
  }

  drop() {
    try {
      this.#store().removeItem(this.#key);
    } catch { /* nothing was kept */ }
  }
}
