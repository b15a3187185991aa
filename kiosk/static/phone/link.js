// The phone's way to the hall: one question after the other, which the hall holds back until there is news.
import { useEffect, useRef, useState } from "/static/vendor/preact.js";

export const boot = JSON.parse(document.getElementById("app").dataset.boot);

const PATH = `/api/visits/${encodeURIComponent(boot.token)}`;
const PATIENCE_MS = 53_000, NEAR_PATIENCE_MS = 28_000; // longer than the hall is silent
const HELD_MS = 1_000; // an answer sooner than that was not held
const AT_ONCE_MS = 100;
const RETRY_MS = [1_000, 2_000, 4_000, 6_000]; // about: all phones of the hall lose their server at one moment
const GONE_MS = 60_000;
const TRIES = 3;
const NO_SUCH = 404, OVER = 410;
const AWAY = { detail: "连接不上,请稍候再试一次", detail_en: "No connection; please try again in a moment" };

/** The newest view of this ticket, whole; it stays when the connection goes, and `stale` says so. */
class Link {
  #etag = ""; #view = boot.view; #failed = 0; #abort = null; #rest = null; #hurry = true; #closed = false;

  constructor(onView, onStale) {
    this.onView = onView;
    this.onStale = onStale;
    this.#run();
  }

  /** Ask now, whatever is under way: the phone woke up, or something was just done. */
  refresh = () => {
    this.#hurry = true;
    this.#abort?.abort();
    this.#rest?.();
  };

  close() {
    this.#closed = true;
    this.refresh();
  }

  async #run() {
    while (!this.#closed) {
      const pause = await this.#ask();
      if (!this.#hurry) await this.#sleep(pause);
    }
  }

  #sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#rest = () => { clearTimeout(timer); resolve(); };
    });
  }

  /** Milliseconds until the next question. */
  async #ask() {
    const wait = Boolean(this.#view) && !this.#hurry && this.#failed === 0;
    this.#hurry = false;
    const abort = this.#abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), this.#view?.near ? NEAR_PATIENCE_MS : PATIENCE_MS);
    const asked = performance.now();
    try {
      const headers = this.#etag ? { "If-None-Match": this.#etag } : {};
      const response = await fetch(`${PATH}?wait=${Number(wait)}`, { cache: "no-store", headers, signal: abort.signal });
      if (response.ok) this.#take(response.headers.get("ETag"), await response.json());
      else if ([NO_SUCH, OVER].includes(response.status)) this.#take("", null, response.status === OVER);
      else if (response.status !== 304) throw new Error(String(response.status));
      this.#failed = 0;
      this.onStale(false);
      if (!this.#view) return GONE_MS;
      const noRoom = wait && response.status === 304 && performance.now() - asked < HELD_MS;
      return noRoom ? this.#view.again_s * 1000 : AT_ONCE_MS;
    } catch {
      if (this.#hurry) return 0; // given up because something better is to be asked
      this.onStale(true);
      this.#failed += 1;
      return RETRY_MS[Math.min(this.#failed, RETRY_MS.length) - 1] * (0.5 + Math.random());
    } finally {
      clearTimeout(patience);
    }
  }

  #take(etag, view, over = false) {
    this.#etag = etag;
    this.#view = view;
    this.onView({ view, over });
  }
}

/** {view, over, stale, refresh}. `view` null: there is no such ticket; `over`: it was one of the day before. */
export function useTicket() {
  const [{ view, over }, setView] = useState({ view: boot.view, over: boot.over });
  const [stale, setStale] = useState(false);
  const link = useRef(null);
  useEffect(() => {
    const mine = link.current = new Link(setView, setStale);
    const awake = () => { if (!document.hidden) mine.refresh(); };
    document.addEventListener("visibilitychange", awake);
    for (const what of ["pageshow", "online"]) window.addEventListener(what, awake);
    return () => mine.close();
  }, []);
  return { view, over, stale, refresh: () => link.current?.refresh() };
}

const keys = new Map(); // what was sent once has one key: sent again, it counts once

function keyOf(what) {
  if (!keys.has(what)) keys.set(what, Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join(""));
  return keys.get(what);
}

/** Do something with this ticket: {data, problem}. A problem without a code: nobody knows whether it arrived. */
export async function act(what, body = {}) {
  const content = JSON.stringify(body);
  let csrf = "";
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const answer = await fetch(`${PATH}/${what}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": keyOf(`${what} ${content}`), "X-CSRF-Token": csrf },
        body: content,
        signal: AbortSignal.timeout(8000),
      });
      const data = await answer.json();
      if (answer.ok) return { data, problem: null };
      if (data.code !== "csrf") return { data: null, problem: data };
      csrf = (await (await fetch("/api/session")).json()).csrf; // only a browser that also signs in elsewhere here
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, 500 * attempt); });
    }
  }
  return { data: null, problem: AWAY };
}
