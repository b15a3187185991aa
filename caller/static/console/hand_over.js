// 交班: who takes the window over types number and password where the keys were; nothing has changed until both are right.
import { html, newKey, useFirstFocus, useRef, useState } from "/static/hall.js";
import { AWAY, command } from "../commands.js";

const KEYS = {
  note: true, detail: "已接班。热键还是上一位的,不会执行:请在热键小窗口退出,用您的工号登录。",
  detail_en: "You have taken over. The hot keys do nothing until you sign in in their small window.",
};

/** A wrong password says so and keeps the number; `onDone(staff)`: the console is that person's now. */
export function HandOver({ windowId, number, stale, say, onDone, onCancel, onLost }) {
  const first = useFirstFocus();
  const busy = useRef(false);
  const [waiting, setWaiting] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const { staff_no: no, password } = event.currentTarget;
    if (stale) { say(AWAY); return; }
    if (busy.current) return;
    busy.current = true;
    setWaiting(true);
    const path = `/api/windows/${encodeURIComponent(windowId)}/hand-over`;
    const { ok, lost, data, problem } = await command(path, { staff_no: no.value.trim(), password: password.value }, newKey());
    busy.current = false;
    setWaiting(false);
    say(ok && data.hotkeys ? KEYS : problem);
    if (ok) onDone(data.staff);
    else if (lost) onLost();
    else { password.value = ""; (problem.code === "bad_credentials" ? password : no).focus(); }
  };
  const onKey = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") onCancel();
    else if (event.repeat && event.key === "Enter") event.preventDefault();
  };
  return html`<form class="reason" aria-label="交班" data-testid="ask-hand-over" data-keys="off" onSubmit=${submit} onKeyDown=${onKey}>
    <p class="reason-ask">${number && html`<span class="number">${number}</span> `}接班的人是谁?<span class="en" lang="en">Who takes over this window?</span></p>
    ${number && html`<p class="soft">手中的号由接班人办结并接受评价。<span class="en" lang="en">The number in hand goes with it.</span></p>`}
    <label class="reason-own"><span>接班人工号</span>
      <input name="staff_no" data-testid="hand-over-no" ref=${first} autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="32" required /></label>
    <label class="reason-own"><span>接班人密码</span>
      <input name="password" type="password" data-testid="hand-over-password" autocomplete="off" maxlength="200" required /></label>
    <div class="reason-ends"><button type="button" class="side-key" data-testid="cancel" onClick=${onCancel}>取消<kbd>Esc</kbd></button>
      <button type="submit" class="side-key strong" data-testid="hand-over-ok" aria-disabled=${String(waiting)}>确定交班</button></div>
  </form>`;
}
