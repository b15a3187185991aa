// Where one has room, each of several has its turn: the same one on every page and sign at any moment.
import { useNow } from "./hall.js";

const TURN_MS = 8000;

/** The one of `notices` whose turn it is: {notice, page, pages}; none of several stands unseen. */
export function useTurn(notices) {
  const page = Math.floor(useNow() / TURN_MS) % Math.max(1, notices.length);
  return { notice: notices[page], page, pages: notices.length };
}
