// What every page shares: the boot data, the feed of whole views, and posting a command.
import { io } from "/static/vendor/socket.io.js";
import { useEffect, useLayoutEffect, useRef, useState } from "/static/vendor/preact.js";
import { Asked } from "./asked.js";
import { Heard } from "./heard.js";
import { isOutlived } from "./kept.js";

export { html, render, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "/static/vendor/preact.js";

export const boot = JSON.parse(document.getElementById("app").dataset.boot);

const heard = new Heard();
const ASK_AFTER_MS = 1_500;
const RETRY_MS = 4_000;

// The feed keeps the newest whole view. It ignores anything older than what it has, asks again when a beat
// names a newer one or the box seems to have slept, and says when it can no longer know (stale). It never hands
// out nothing instead of something: the last view stays.
export function feed(namespace, auth, { onView, onAnnounce, onMouth, onStale, onRefused }) {
  let newest = -1, stale = true, asking = null, retrying = null;
  const page = newKey();  // the same over all its connections: one that broke unnoticed is no second page
  // Where something on the way lets no websocket through, the page asks again and again instead.
  const ways = { transports: ["websocket", "polling"], tryAllTransports: true };
  const socket = io(namespace, { auth: { ...auth, page }, ...ways, reconnectionDelayMax: 4000, timeout: 8000 });
  const setStale = (value) => { if (value !== stale) { stale = value; onStale?.(stale); } };
  const ask = () => { asking = null; if (socket.connected) socket.emit("ask"); };
  const alive = (now, sure = false) => {
    const so = heard.told(now, sure);
    setStale(!so);
    return so;
  };
  const take = ({ seq, now, view }, fresh) => {
    if (!alive(now, fresh) || (!fresh && seq < newest)) return;
    newest = seq;
    if (fresh && auth.id) keepPairing(now);
    clearTimeout(asking); asking = null;
    onView(view, seq);
  };
  socket.on("snapshot", (message) => {
    if (message.mouth) onMouth?.(message.mouth);
    take(message, true);
  });
  socket.on("view", (message) => take(message, false));
  socket.on("beat", ({ seq, now, version }) => {
    feed.version = version;
    if (alive(now) && seq > newest) asking ??= setTimeout(ask, ASK_AFTER_MS);
  });
  if (onAnnounce) socket.on("announce", onAnnounce);
  if (onMouth) socket.on("mouth", onMouth);
  // Socket.IO gives up for good once the server refuses or closes; a page nobody sits at must not.
  const again = () => { clearTimeout(retrying); retrying = setTimeout(() => socket.connect(), RETRY_MS); };
  socket.on("connect", () => onRefused?.(null));
  socket.on("disconnect", () => { setStale(true); if (!socket.active) again(); });
  socket.on("connect_error", (error) => {
    setStale(true);
    if (!socket.active) again();
    if (error.data?.code) onRefused?.(error.data);
  });
  const watch = setInterval(() => {
    if (heard.doubtful()) ask();
    if (heard.doubtful() || heard.quiet()) setStale(true);
  }, 1000);
  return {
    emit: (...args) => socket.emit(...args),
    close() {
      clearInterval(watch); clearTimeout(asking);
      socket.off("disconnect"); socket.close(); clearTimeout(retrying);
    },
  };
}
/** Of the pages that the server serves now; `boot.version` is that of this one. */
feed.version = boot.version;

const DAY_MS = 86_400_000;
let paired = -Infinity;

/** A browser forgets its pairing after 400 days, so it is given again each day; not to a clock that is a day wrong. */
function keepPairing(now) {
  if (performance.now() - paired < DAY_MS || Math.abs(Date.now() - now) > DAY_MS) return;
  paired = performance.now();
  fetch(location.pathname, { method: "HEAD" }).catch(() => { paired = -Infinity; });
}

/** Server time, epoch ms: the clock of a TV box is not to be trusted. */
export const serverNow = () => heard.now();
/** False from the moment when the clock was set, or the box slept, until the server has answered. */
export const isTimeSure = () => !heard.doubtful();

/** The feed as a hook: {view, stale, refused}. `auth` null = not connected (yet). */
export function useFeed(namespace, auth, onAnnounce) {
  const [state, setState] = useState({ view: null, seq: -1 });
  const [stale, setStale] = useState(true);
  const [refused, setRefused] = useState(null);
  const announce = useRef(onAnnounce);
  announce.current = onAnnounce;
  const key = JSON.stringify(auth);
  useEffect(() => {
    if (auth === null) return undefined;
    setRefused(null);
    const link = feed(namespace, auth, {
      onView: (view, seq) => setState({ view, seq }),
      onAnnounce: (message) => announce.current?.(message),
      onStale: setStale,
      onRefused: setRefused,
    });
    return () => link.close();
  }, [namespace, key]);
  return { ...state, stale, refused };
}

/** A ref whose element has the focus from the first frame, before the next key press can miss it. */
export function useFirstFocus(wanted = true) {
  const element = useRef(null);
  useLayoutEffect(() => { if (wanted) element.current.focus({ preventScroll: true }); }, []);
  return element;
}

/** A key per touch: the same key has one effect however often it is sent. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

const AWAY = { code: "server_away", detail: "连接不上服务器,请稍候再试。", detail_en: "The server cannot be reached; please try again." };

/**
 * Send a command: {ok, status, data, problem}. `problem` has code, detail (Chinese), detail_en. Tries again
 * with the same key when the network swallowed the answer (`tries`), so that nothing is done twice.
 */
export async function send(method, path, body, { key = newKey(), tries = 1, timeoutMs = 6000, headers = {} } = {}) {
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(path, {
        method,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": boot.csrf ?? "", "Idempotency-Key": key, ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const data = response.status === 204 ? null : await response.json();
      if (data?.csrf) boot.csrf = data.csrf;
      if (data?.code === "csrf" && !renewed) {
        // Nothing was done, and nobody can be asked to reload a kiosk: fetch a new token, send again.
        renewed = true;
        await get("/api/session");
        attempt -= 1;
        continue;
      }
      return response.ok
        ? { ok: true, status: response.status, data, problem: null }
        : { ok: false, status: response.status, data: null, problem: data };
    } catch {
      if (attempt >= tries) return { ok: false, status: 0, data: null, problem: AWAY };
      await new Promise((resolve) => setTimeout(resolve, 400 * attempt));
    }
  }
}

export const post = (path, body = {}, options = {}) => send("POST", path, body, options);

/**
 * `ask(path, body, options)`: a command whose answer may be lost on its way; asked again it is done once (`Asked`). `by`: what sends it,
 * as `post` does.
 */
export function useAsking(by = post) {
  const asked = useRef(null);
  asked.current ??= new Asked(newKey);
  return async (path, body = {}, options = {}) => {
    const answer = await by(path, body, { tries: 3, ...options, key: asked.current.key(path, body) });
    asked.current.answered(answer.status);
    return answer;
  };
}

export async function get(path) {
  return send("GET", path, undefined);
}

/** "08:31" or "08:31:05" in the hall's own time zone. */
export function clock(ms, timezone, seconds = false) {
  return new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined, hour12: false, timeZone: timezone,
  }).format(ms);
}

/** "2026年11月24日 星期二" in the hall's own time zone; in any language with digits that citizens share. */
export function dateLine(ms, timezone, language = "zh-CN") {
  return new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: timezone,
  }).format(ms);
}

/** The view while it may still be shown: null once it is too old; `age` ms it was already when it was taken from the store. */
export function useLasting(view, stale, age = 0) {
  useNow(10_000);
  const since = useRef(null);
  since.current = stale ? since.current ?? serverNow() : null;
  return stale && isOutlived(serverNow() - since.current, heard.silence(), age) ? null : view;
}

/** Server time that ticks: re-renders every `everyMs`. */
export function useNow(everyMs = 1000) {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
