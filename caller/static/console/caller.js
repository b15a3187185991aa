// The clerk's console: sign in, choose a window, work. The server knows who sits where; this page only remembers which window.
import { get, html, render, useCallback, useEffect, useRef, useState } from "/static/hall.js";
import { SignIn } from "/static/sign_in.js";
import { useSaying } from "../commands.js";
import { Console } from "./console.js";
import { Locked, useLock } from "./lock.js";
import { ChooseWindow } from "./choose_window.js";

const LAST = "hallcall.window";
const RETRY_MS = 2_000;

function Caller() {
  const [staff, setStaff] = useState(undefined); // undefined: not known yet; null: nobody
  const known = useRef(false); // whether anybody has been in since the page was opened
  const [windowId, setWindowId] = useState(null);
  const [last, setLast] = useState(localStorage.getItem(LAST));
  const [said, say] = useSaying();
  const [locked, setLocked] = useLock(Boolean(staff));
  const lost = useCallback(() => { setLocked(false); setWindowId(null); setStaff(null); }, []);
  const leave = useCallback(() => setWindowId(null), []);
  const settle = (id) => { localStorage.setItem(LAST, id); setLast(id); setWindowId(id); };

  const arrive = async (person) => {
    if (person) {
      known.current = true;
      const { ok, data } = await get("/api/session");
      if (ok && data.window) settle(data.windows.includes(last) ? last : data.window);
      if (ok && data.locked) setLocked(true);
    }
    setStaff(person);
  };
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const { ok, data, problem } = await get("/api/session");
      if (gone) return;
      if (ok) arrive(data.staff); else { say(problem); setTimeout(ask, RETRY_MS); }
    };
    ask();
    return () => { gone = true; };
  }, []);

  if (staff === undefined) return html`<section class="page"><p class="soft" role="status">${said?.detail ?? "正在连接…"}</p></section>`;
  if (staff === null) return html`<${SignIn} was=${known.current} onDone=${arrive} />`;
  if (locked) {
    return html`<${Locked} windowId=${windowId} staff=${staff} said=${said} say=${say} onUnlocked=${() => setLocked(false)} onLost=${lost} />`;
  }
  if (!windowId) {
    return html`<${ChooseWindow} staff=${staff} last=${last} onWindow=${settle} onLost=${lost} onSignedOff=${lost} said=${said} say=${say} />`;
  }
  return html`<${Console} key=${`${windowId} ${staff.no}`} onStaff=${setStaff} windowId=${windowId} staff=${staff} said=${said} say=${say} onLeave=${leave} onLost=${lost} />`;
}

render(html`<${Caller} />`, document.getElementById("app"));
