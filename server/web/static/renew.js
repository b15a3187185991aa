// A page that was opened from other files than the server has now loads itself anew, once, when nobody is near: at night,
// or while no numbers are given. For kiosks, boards and the screens and tablets of windows.
import { boot, feed, serverNow, useEffect, useRef } from "/static/hall.js";

const LOOK_MS = 20_000;
const ALONE_MS = 5 * 60_000;
const NIGHT = [1, 5]; // hours of the hall's clock, for one that never closes
const AWAY = ["off", "prep", "closed"];
const DONE = "renewed";

/** `resting`: the page is one that nobody can be in the middle of. */
export function useRenewal(view, stale, resting) {
  const touched = useRef(performance.now());
  const now = useRef({});
  now.current = { view, stale, resting };
  useEffect(() => {
    const touch = () => { touched.current = performance.now(); };
    const look = () => { if (due(now.current, performance.now() - touched.current)) renew(touched); };
    const timer = setInterval(look, LOOK_MS);
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, touch, { capture: true });
    return () => {
      clearInterval(timer);
      for (const name of ["pointerdown", "keydown"]) removeEventListener(name, touch, { capture: true });
    };
  }, []);
}

function due({ view, stale, resting }, alone) {
  if (!view || stale || !resting || alone < ALONE_MS) return false;
  if (feed.version === boot.version || sessionStorage.getItem(DONE) === feed.version) return false;
  return AWAY.includes(view.closed?.code ?? view.hall.state) || atNight(view.hall.timezone);
}

function atNight(timeZone) {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hour12: false, timeZone }).format(serverNow()));
  return hour >= NIGHT[0] && hour < NIGHT[1];
}

/** Unless somebody has come meanwhile; the next look tries again. */
async function renew(touched) {
  const before = touched.current;
  await loadAnew(() => {
    if (touched.current !== before) return false;
    sessionStorage.setItem(DONE, feed.version);
    return true;
  });
}

/** Whether it does: only when the page is there to be had, so that the browser's own error page never shows, and if `may` says so. */
export async function loadAnew(may = () => true) {
  try {
    const page = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(5_000) });
    if (!page.ok || !may()) return false;
  } catch {
    return false;
  }
  location.reload();
  return true;
}
