// Where one has room, each of several has its turn: the same one on every page and sign at any moment. Citizens' phones load this, too: no feed here.
import { html } from "./vendor/preact.js";

const TURN_MS = 8000;

/** Which of `count` it is at this epoch ms. */
export const turnAt = (now, count) => Math.floor(now / TURN_MS) % Math.max(1, count);

/** What is urgent alone, else what stands. */
export function foremost(notices) {
  const urgent = notices.filter(({ urgency }) => urgency === "urgent");
  return urgent.length ? urgent : notices;
}

/**
 * All in one place and one of them seen, so that nothing around moves when the turn passes on.
 * `draw(notice, turn)`; `turn`: {later: a class, mark: "1/2" or "", testid: what the one that is seen is called}.
 */
export function InTurn({ notices, now, draw }) {
  const pages = notices.length, page = turnAt(now, pages);
  return pages > 0 && html`<div class="in-turn" role="status">${notices.map((notice, n) =>
    draw(notice, { later: n === page ? "" : "later", mark: pages > 1 ? `${n + 1}/${pages}` : "", testid: n === page ? "notice" : null }))}</div>`;
}
