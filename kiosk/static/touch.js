// A key for fingers that press long, slip a little, or tremble.
import { html, useEffect, useRef, useState } from "/static/hall.js";

const SETTLE_MS = 500;
const TICK_MS = 200;
const IDLE_FROM_S = 40; // a clock this long waits for somebody who may have gone; a shorter one shows its seconds
export const WARN_S = 20;
const ALIVE = ["pointerdown", "keydown"];
export const running = new Set();

/**
 * A button that acts when the finger lifts inside it. A browser's own click drops a long or slipping press,
 * which is how old hands press; it is listened to only for keyboards and assistive technology (detail 0).
 */
export function Touch({ onTouch, disabled = false, children, ...rest }) {
  const finger = useRef(null);
  const lifted = (event) => {
    const mine = finger.current === event.pointerId;
    finger.current = null;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (mine && !disabled && event.currentTarget.contains(under)) onTouch();
  };
  return html`<button type="button" ...${rest} disabled=${disabled}
    onPointerDown=${(event) => { finger.current = event.isPrimary && event.button === 0 ? event.pointerId : null; }}
    onPointerUp=${lifted}
    onPointerCancel=${() => { finger.current = null; }}
    onClick=${(event) => { if (event.detail === 0 && !disabled) onTouch(); }}>${children}</button>`;
}

/** False for a moment after a page appears, so that the second tap of a double tap hits nothing on it. */
export function useSettled(page) {
  const [settled, setSettled] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(page), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [page]);
  return settled === page;
}

/** Slow readers get twice the time: set with the large type and the voice. */
export const pace = { times: 1 };

/**
 * Whole seconds left, from `seconds` down to 0, when `onZero` is called once. Starts anew with each `key`, with
 * `moreTime`, and, if it only waits for somebody who may have gone, with each touch. `fixed`: the server keeps
 * the same time, and nobody here can stretch it.
 */
export function useCountdown(seconds, key, onZero, { fixed = false } = {}) {
  const whole = fixed ? seconds : seconds * pace.times;
  const [left, setLeft] = useState(whole);
  const zero = useRef(onZero);
  zero.current = onZero;
  useEffect(() => {
    const idle = !fixed && seconds >= IDLE_FROM_S;
    let end = 0;
    const clock = { idle, fixed, left: whole, anew() { end = performance.now() + whole * 1000; tick(); } };
    const tick = () => {
      clock.left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      setLeft(clock.left);
      if (clock.left === 0) { stop(); zero.current(); }
    };
    const alive = () => { if (clock.left > WARN_S) clock.anew(); }; // later the question is there and asks for its key
    const stop = () => {
      clearInterval(timer);
      running.delete(clock);
      for (const name of ALIVE) removeEventListener(name, alive, { capture: true });
    };
    const timer = setInterval(tick, TICK_MS);
    if (idle) for (const name of ALIVE) addEventListener(name, alive, { capture: true });
    running.add(clock);
    clock.anew();
    return stop;
  }, [whole, key, fixed]);
  return left;
}

export const moreTime = () => { for (const clock of running) if (!clock.fixed) clock.anew(); };
