// When the server was last heard, and what time it is there. Pure: the clocks come in (tests run it in node).

const QUIET_MS = 12_000; // two beats and a little
const DRIFT_MS = 2_000; // between the two clocks of one machine since the last message
const LATE_MS = 6_000; // a message that was so long on its way tells of the past

/**
 * Neither clock of a TV box is to be trusted alone: the wall clock is put right while the page runs, the steady
 * one stands still while the box sleeps. Where they disagree nobody can say what happened, and what arrives may
 * have lain in the box: only an answer to a question asked after that (`sure`) counts again.
 */
export class Heard {
  #wall; #steady; #wallAt; #steadyAt; #now; #doubt = false;

  constructor({ wall = () => Date.now(), steady = () => performance.now() } = {}) {
    this.#wall = wall;
    this.#steady = steady;
    this.#set(wall());
  }

  #set(now) {
    this.#now = now;
    this.#wallAt = this.#wall();
    this.#steadyAt = this.#steady();
  }

  /** A message told the server's time, epoch ms. False if it may be an old one: ask. */
  told(now, sure = false) {
    this.#doubt ||= now < this.now() - LATE_MS;
    if (!sure && this.doubtful()) return false;
    this.#doubt = false;
    this.#set(now);
    return true;
  }

  /** The box slept or its clock was set since the last message. */
  doubtful() {
    this.#doubt ||= Math.abs(this.#gone(this.#wall, this.#wallAt) - this.#gone(this.#steady, this.#steadyAt)) > DRIFT_MS;
    return this.#doubt;
  }

  #gone(clock, since) {
    return clock() - since;
  }

  /** ms since the last message: the longer of the two, for too old is safe and too young is not. */
  silence() {
    return Math.max(this.#gone(this.#wall, this.#wallAt), this.#gone(this.#steady, this.#steadyAt));
  }

  quiet() {
    return this.silence() > QUIET_MS;
  }

  /** Server time, epoch ms. */
  now() {
    return Math.round(this.#now + this.silence());
  }
}
