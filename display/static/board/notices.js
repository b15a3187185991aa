// What the duty officer tells the whole hall, on a board: a line in the foot, large before the calls, or nothing else.
import { html, useNow } from "/static/hall.js";
import { turnAt } from "/static/turns.js";

const LONG = 35;
/** Characters up to which a text stands in the largest type, and in the next ones; a configured text has 60 at most. */
const SIZES = [[14, "short"], [30, "middle"], [40, "full"]];

const size = (text) => SIZES.find(([most]) => text.length <= most)?.[1] ?? "";

/** The one of `notices` whose turn it is: {notice, page, pages}; none of several stands unseen. */
export function useTurn(notices) {
  const page = turnAt(useNow(), notices.length);
  return { notice: notices[page], page, pages: notices.length };
}

/** What takes the board's place, or most of it: {evacuate: a notice or null, urgent: all such}. An evacuation stands alone. */
export function pressing(notices) {
  const evacuate = notices.find(({ urgency }) => urgency === "evacuate") ?? null;
  return { evacuate, urgent: evacuate ? [] : notices.filter(({ urgency }) => urgency === "urgent") };
}

/** The hall is being left: nothing else is to be read. */
export function Evacuation({ notice, stale }) {
  return html`<section class="evacuation ${size(notice.text)}" role="alert" data-testid="evacuation">
    <i class="alarm" aria-hidden="true">!</i><h2>${notice.text}</h2><p class="en" lang="en">${notice.text_en}</p>
    ${stale && html`<p class="weak" data-testid="stale">连接中断,请听从现场工作人员指挥</p>`}</section>`;
}

/** Before the calls, the last of which stay in sight below. */
export function Urgent({ notices }) {
  const { notice, page, pages } = useTurn(notices);
  return html`<section class="urgent-notice ${size(notice.text)}" role="alert" data-testid="urgent">
    <h2>${notice.text}</h2><p class="en" lang="en">${notice.text_en}</p>
    ${pages > 1 && html`<p class="pages">${page + 1}/${pages}</p>`}</section>`;
}

/** What the hall just announced, else what stands, in turn; nothing at all on most days. */
export function Line({ said, notices }) {
  const { notice, page, pages } = useTurn(notices);
  const shown = said ?? notice;
  if (!shown) return null;
  return html`<p class="notice ${said ? "said" : ""} ${shown.text.length > LONG ? "long" : ""}" role="status" data-testid="notice">${shown.text}${
    !said && pages > 1 && html`<span class="pages">${page + 1}/${pages}</span>`}</p>`;
}
