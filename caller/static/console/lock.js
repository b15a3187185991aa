// The locked screen of a console: the number in hand, and the password. The lock itself is the server's; keypads and hot keys are not its affair.
import { boot, html, post, useEffect, useFeed, useFirstFocus, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { Sample, signOut } from "/static/sign_in.js";
import { noRepeat } from "./actions.js";
import { Message } from "../parts.js";

const LOCK = "hallcall-lock";
const LOOK_MS = 1_000;
const RETRY_MS = 2_000;
const ALIVE = "hallcall-alive";
const SIGNS_OF_LIFE = [ALIVE, "keydown", "pointerdown", "pointermove", "wheel"];

/** Lock at once: a press of the key, or the server said that it is. */
export const lockNow = () => window.dispatchEvent(new Event(LOCK));

/** The window's state or number changed: whoever works by keypad or hot keys sits there. */
export const stillHere = () => { window.dispatchEvent(new Event(ALIVE)); };

export const LockKey = () => html`<button type="button" class="side-key slim" data-testid="lock" onKeyDown=${noRepeat} onClick=${lockNow}>锁屏</button>`;

/** [locked, setLocked]: locked by `lockNow`, or after `boot.lock_s` without a touch while `watching`. A machine that slept locks as it wakes. */
export function useLock(watching) {
  const [locked, setLocked] = useState(false);
  useLayoutEffect(() => {
    if (!watching || locked) return undefined;
    let touched = Date.now();
    const alive = () => { touched = Date.now(); };
    const lock = () => setLocked(true);
    const late = () => Date.now() - touched >= boot.lock_s * 1000;
    const timer = setInterval(() => { if (boot.lock_s && late()) lock(); }, LOOK_MS);
    window.addEventListener(LOCK, lock);
    SIGNS_OF_LIFE.forEach((name) => window.addEventListener(name, alive, { passive: true }));
    return () => {
      clearInterval(timer);
      window.removeEventListener(LOCK, lock);
      SIGNS_OF_LIFE.forEach((name) => window.removeEventListener(name, alive));
    };
  }, [watching, locked]);
  return [locked, setLocked];
}

export function Locked({ windowId, staff, said, say, onUnlocked, onLost }) {
  const { view, stale, refused } = useFeed("/caller", windowId && { window: windowId });
  const [busy, setBusy] = useState(false);
  const first = useFirstFocus();
  const opened = useRef(false);
  useLockedAtServer(opened, onLost);
  useEffect(() => { if (refused?.code === "sign_in_required") onLost(); }, [refused]);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const { password } = event.currentTarget;
    setBusy(true);
    const { ok, problem } = await post("/api/session/unlock", { password: password.value });
    setBusy(false);
    say(problem);
    if (ok) { opened.current = true; onUnlocked(); } else if (problem.code === "sign_in_required") onLost(); else { password.value = ""; password.focus(); }
  };
  const other = async () => {
    const { ok, problem } = await signOut();
    say(problem);
    if (ok) onLost();
  };
  useEffect(() => { document.title = "已锁屏"; }, []);
  return html`<form class="page narrow" onSubmit=${submit} aria-label="已锁屏" data-testid="locked">
    <h1>已锁屏<span class="en" lang="en">Screen locked</span></h1>
    <p>${view && html`${view.window.label} · `}${staff.name} <span class="soft">${staff.no}</span></p>
    <section class="in-hand" aria-label="手中号码" data-testid="in-hand">${view?.ticket ? html`<p class="in-hand-number number">${view.ticket.number}</p>`
      : html`<p class="in-hand-none">${view || !windowId ? "手中没有号" : "正在连接…"}</p>`}</section>
    ${view && stale && html`<p class="stale" role="status"><span aria-hidden="true">!</span>连接中断,正在恢复<span class="en" lang="en">Connection lost, coming back</span></p>`}
    <label>密码<span class="en" lang="en">Password</span>
      <input name="password" type="password" data-testid="unlock-password" ref=${first} autocomplete="current-password" maxlength="200" required /></label>
    <button class="main-key" type="submit" data-testid="unlock" aria-disabled=${String(busy)}>解锁</button>
    <${Message} said=${said} />
    <button class="side-key" type="button" data-testid="other-person" onClick=${other}>换人登录<span class="en" lang="en">Somebody else signs in</span></button>
    <${Sample} />
  </form>`;
}

/** The server is told until it knows, so that a reload or a restart does not open the screen. */
function useLockedAtServer(opened, onLost) {
  useEffect(() => {
    let timer = null;
    let gone = false;
    const tell = async () => {
      const { ok, problem } = await post("/api/session/lock");
      if (gone || opened.current) return;
      if (problem?.code === "sign_in_required") onLost(); else if (!ok) timer = setTimeout(tell, RETRY_MS);
    };
    tell();
    return () => { gone = true; clearTimeout(timer); };
  }, []);
}
