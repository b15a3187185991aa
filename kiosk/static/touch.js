// A key for fingers that press long, slip a little, or tremble.
import { html, useEffect, useRef, useState } from "/static/hall.js";

const SETTLE_MS = 500;

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
    onPointerDown=${(event) => { finger.current = event.isPrimary ? event.pointerId : null; }}
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

/** Whole seconds left, from `seconds` down to 0, when `onZero` is called once. Starts anew with each `key`. */
export function useCountdown(seconds, key, onZero) {
  const [left, setLeft] = useState(seconds);
  const zero = useRef(onZero);
  zero.current = onZero;
  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    setLeft(seconds);
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      setLeft(now);
      if (now === 0) { clearInterval(timer); zero.current(); }
    }, 200);
    return () => clearInterval(timer);
  }, [seconds, key]);
  return left;
}

/** Nobody may drag, zoom, select or open a menu on a public machine. */
export function lockDown() {
  for (const name of ["contextmenu", "dragstart", "selectstart", "gesturestart"]) {
    document.addEventListener(name, (event) => event.preventDefault());
  }
  document.addEventListener("wheel", (event) => { if (event.ctrlKey) event.preventDefault(); }, { passive: false });
}
