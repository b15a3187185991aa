// Everything by a keyboard (arrows, Tab, Enter, digits, 0 or Escape) or by a numeric pad with keys one can feel:
// digits choose, + goes on, Enter acts, 0 and - go back, . deletes, * says it again.
import { useEffect, useLayoutEffect } from "/static/hall.js";

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const ACTING = "button:not(:disabled), a[href], input:not(:disabled), summary";
const CHOICE = "[data-choice]:not(:disabled)";
const MAIN = ["[data-main]:not(:disabled)", CHOICE, ".key.main:not(:disabled)", ".page button:not(:disabled)"];
const SIDEWAYS = 3; // a thing beside the way counts as this much farther than one straight on

const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const all = (selector) => [...scope().querySelectorAll(selector)].filter(shown);
/** While a question stands over the page, only it answers. */
const scope = () => document.querySelector('[aria-modal="true"]') ?? document;
const first = (...selectors) => selectors.map((s) => all(s)[0]).find(Boolean);

/** The page answers to keys; `home` is what 0 and Escape do where a page has no way back of its own. */
export function useKeys(home) {
  useLayoutEffect(() => {
    const pressed = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      document.documentElement.classList.add("keys");
      if (act(event, home)) event.preventDefault();
    };
    const touched = () => document.documentElement.classList.remove("keys");
    addEventListener("keydown", pressed);
    addEventListener("pointerdown", touched, { capture: true });
    return () => {
      removeEventListener("keydown", pressed);
      removeEventListener("pointerdown", touched, { capture: true });
    };
  }, [home]);
}

/** A numeric pad means its digits with NumLock off too: nobody at a kiosk knows of NumLock. */
const meant = ({ code, key }) => (/^Numpad\d$/.test(code) ? code.at(-1) : code === "NumpadDecimal" ? "Backspace" : key);

/** True if the key was ours. */
function act(event, home) {
  const { target, repeat } = event;
  const key = meant(event);
  const typing = target.matches?.("input, textarea");
  const way = ARROWS[key];
  if (way && !(typing && way[0])) return go(way);
  if (key === "+" && !typing) return next();
  if (key === "Escape") return repeat || back(home);
  if (typing) return false;
  const pad = all(`[data-key="${CSS.escape(key)}"]:not(:disabled)`)[0];
  if (pad) return click(pad);
  if (all("[data-key]").length) return key === "-" && !repeat && back(home);
  if (/^[1-9]$/.test(key)) return repeat || click(all(CHOICE)[Number(key) - 1]);
  if (key === "0" || key === "-" || key === "Backspace") return repeat || back(home);
  if (key === "Enter" && document.activeElement === document.body) return toMain();
  return false;
}

function back(home) {
  if (!click(first("[data-back]:not(:disabled)"))) home();
  return true;
}

function click(element) {
  element?.click();
  return Boolean(element);
}

/** To the main thing of the page: where a key press begins. */
function toMain() {
  const main = first(...MAIN);
  main?.focus({ preventScroll: true });
  return Boolean(main);
}

/** The plus of a pad that has no Tab: from one thing to the next, round and round. */
function next() {
  const things = all(ACTING);
  things[(things.indexOf(document.activeElement) + 1) % things.length]?.focus({ preventScroll: true });
  return true;
}

/** To the nearest thing in that direction. */
function go([x, y]) {
  const from = document.activeElement;
  if (!from || from === document.body || !scope().contains(from)) return toMain();
  const here = middle(from);
  let best = null, least = Infinity;
  for (const element of all(ACTING)) {
    const there = middle(element);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const along = dx * x + dy * y;
    if (element === from || along < 4) continue;
    const far = along + SIDEWAYS * Math.abs(dx * y + dy * x);
    if (far < least) [best, least] = [element, far];
  }
  best?.focus({ preventScroll: true });
  return true;
}

function middle(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/**
 * On every page that appears the focus goes to its main thing, as soon as that can be pressed; and there again when
 * what had it is gone.
 */
export function useMainFocus(visit, ready) {
  useEffect(() => {
    if (!ready) return undefined;
    toMain();
    const seen = new MutationObserver(() => { if (document.activeElement === document.body) toMain(); });
    seen.observe(document.getElementById("app"), { subtree: true, childList: true, attributeFilter: ["disabled"] });
    return () => seen.disconnect();
  }, [visit, ready]);
}
