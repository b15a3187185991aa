// Sending a clerk's commands, one at a time, each with its own key.
import { get, post, serverNow, useAsking, useCallback, useEffect, useRef, useState } from "/static/hall.js";
import { SESSION_OVER } from "/static/sign_in.js";
import { lockNow } from "./console/lock.js";

const SAY_MS = 8_000;
const NOTE_MS = 30_000; // what asks the clerk to do something elsewhere
const SETTLE_MS = 400;
const VIEW_MS = 2_000;
const TRIES = 2;
const TRY_MS = 4_000;
const LIVE_MS = 7_000; // so long after the press the server may carry it out; less than the page waits for an answer

export const AWAY = { detail: "连接中断,操作没有发送。请等连接恢复后再按。", detail_en: "Connection lost; nothing was sent. Please press again once it is back." };

/** A sentence for the clerk that goes away by itself: [problem, say]. */
export function useSaying() {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(null), said?.note ? NOTE_MS : SAY_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, useCallback((problem) => setSaid(problem && { ...problem }), [])];
}

/** POST; `lost` when nobody is signed in any more, which a browser that is also a kiosk hears as "forbidden". */
export async function command(path, body, key, headers = {}) {
  const answer = await post(path, body, { key, tries: TRIES, timeoutMs: TRY_MS, headers });
  const code = answer.problem?.code;
  if (code === "screen_locked") lockNow();
  const lost = code === "sign_in_required" || (code === "forbidden" && (await get("/api/session")).data?.staff === null);
  return lost ? { ...answer, problem: SESSION_OVER, lost } : { ...answer, lost };
}

/** `useAsking` with what `command` tells besides. */
export const useCommand = () => useAsking((path, body, { key }) => command(path, body, key));

/** Whether this value has stood for a moment, so that a press can only mean what it stands for. */
export function useSettled(value) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled === value;
}

/** False for a moment: the second press of a double press on what stood here before must do nothing. */
export function useStood() {
  const [stood, setStood] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStood(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return stood;
}

/**
 * {ready, run}: `run(path, body, key)` -> {ok, code, data}, the code of a refusal. Between a press and the view that shows its effect nothing more is taken, nor for a moment
 * after the `stand` (state and number in hand) changed: the second press of a double press must not act on what the first one brought. A press also tells the server
 * what it was meant for and until when: a keypad may be quicker, a network slow.
 */
export function useCommands({ seq, stand, stale, say, onLost }) {
  const [awaiting, setAwaiting] = useState(null);
  const settled = useSettled(stand);
  const busy = useRef(false);
  useEffect(() => {
    if (awaiting === null) return undefined;
    if (seq >= awaiting) { setAwaiting(null); return undefined; }
    const timer = setTimeout(() => setAwaiting(null), VIEW_MS);
    return () => clearTimeout(timer);
  }, [seq, awaiting]);

  const ready = awaiting === null && settled;
  const run = async (path, body, key) => {
    if (stale) { say(AWAY); return { ok: false }; }
    if (busy.current || !ready) return { ok: false };
    busy.current = true;
    setAwaiting(Infinity);
    const { ok, lost, data, problem } = await command(path, body, key, { "If-Match": `"${stand}"`, "Hallcall-Until": String(Math.round(serverNow() + LIVE_MS)) });
    busy.current = false;
    setAwaiting(ok ? data.seq : null);
    say(problem);
    if (lost) onLost();
    return { ok, code: problem?.code, data };
  };
  return { ready, run };
}
