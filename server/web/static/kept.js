// The last good view of a page over a reload. Pure: store and clock come in (tests run it in node).

/** What is older is not shown at all: a call of yesterday would send somebody to a window. */
export const KEPT_MS = 2 * 3_600_000;

export class Kept {
  #key; #store; #wall;

  constructor(key, { store = () => localStorage, wall = () => Date.now() } = {}) {
    this.#key = key;
    this.#store = store;
    this.#wall = wall;
  }

  /** The view, or null: none, spoilt, too old, or kept by a clock that was ahead of this one. */
  take() {
    try {
      const { at, view } = JSON.parse(this.#store().getItem(this.#key));
      const age = this.#wall() - at;
      return age >= 0 && age <= KEPT_MS ? view ?? null : null;
    } catch {
      return null;
    }
  }

  keep(view) {
    try {
      this.#store().setItem(this.#key, JSON.stringify({ at: this.#wall(), view }));
    } catch { /* a full store costs only the picture after a reload */ }
  }
}
