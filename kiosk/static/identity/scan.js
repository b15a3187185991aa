// A scanner that types like a keyboard: characters in a burst, then Enter. Where the focus is does not matter.
import { useLayoutEffect, useRef } from "/static/hall.js";

const BURST_MS = 100; // between two keys; nobody's fingers are as quick for long
const CODE = /^[0-9A-Za-z]$/;
const LONGEST = 300;

/**
 * `onKey` for each letter or digit, by hand or by scanner; `onScanned` for an Enter right behind a burst, with all of
 * that burst: the codes of our own slips are addresses, and none of their signs may press a key of the page.
 */
export function useScan(active, onKey, onScanned) {
  const told = useRef({});
  told.current = { onKey, onScanned };
  useLayoutEffect(() => {
    if (!active) return undefined;
    let last = -Infinity, burst = "";
    const pressed = (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('[aria-modal="true"]')) return;
      const key = characterOf(event);
      const quick = event.timeStamp - last < BURST_MS;
      if (CODE.test(key) || (quick && key.length === 1)) {
        last = event.timeStamp;
        burst = ((quick ? burst : "") + key).slice(0, LONGEST);
        if (CODE.test(key) || key === "-") told.current.onKey(key);
      } else if (event.key === "Enter" && quick) {
        last = -Infinity; // what comes next is another code, however soon
        told.current.onScanned(burst);
      } else {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener("keydown", pressed, { capture: true });
    return () => removeEventListener("keydown", pressed, { capture: true });
  }, [active]);
}

/** An input method that is switched on hides the character, not the key. */
function characterOf({ key, code, shiftKey }) {
  if (key !== "Process") return key;
  const [, letter, digit] = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code) ?? [];
  return digit ?? (letter && (shiftKey ? letter : letter.toLowerCase())) ?? "";
}
