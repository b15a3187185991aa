// Who is there: the one form by which staff sign in. How the page is called and who may enter comes with it (`boot.door`).
import { boot, html, post, send, useFirstFocus, useState } from "./hall.js";

const FIRST = "sign_in_required"; // not a reproach: nobody has tried yet

/** A session that ended while somebody worked with it. */
export const SESSION_OVER = { code: FIRST, detail: "登录已失效,请重新登录。", detail_en: "Your session is over; please sign in again." };

/** Whether what was refused is answered by signing in, be it as somebody else. */
export const asksWho = (problem) => [FIRST, "forbidden"].includes(problem?.code);

let left = false; // by one's own key: then nothing is over that anybody waits for

/** {ok, problem}. */
export async function signOut() {
  const answer = await send("DELETE", "/api/session");
  left = answer.ok;
  return answer;
}

export function Sample() {
  return boot.sample ? html`<p class="sample">演示大厅 · 设备为模拟<span class="en" lang="en">Demonstration, emulated hardware</span></p>` : null;
}

/** What is said before the first try: nothing to whom nobody knows yet, else why the page is not shown (any more). */
const toldAt = (refused, was) => (refused?.code !== FIRST ? refused : was && !left ? SESSION_OVER : null);

/** `refused`: the answer that led here, if any; `was`: somebody had been in. `onDone(staff)` once somebody is. */
export function SignIn({ refused = { code: FIRST }, was = false, onDone }) {
  const [tried, setTried] = useState(null);
  const [busy, setBusy] = useState(false);
  const first = useFirstFocus();
  const problem = tried ?? toldAt(refused, was);
  const { title, title_en: titleEn, who, who_en: whoEn } = boot.door;
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const { staff_no: no, password } = event.currentTarget;
    setBusy(true);
    const answer = await post("/api/session", { staff_no: no.value.trim(), password: password.value });
    setBusy(false);
    setTried(answer.problem);
    password.value = "";
    if (answer.ok) { left = false; onDone(answer.data.staff); } else password.focus();
  };
  return html`<form class="sign-in" onSubmit=${submit} aria-label="登录">
    <h1>${title}<span class="en" lang="en">${titleEn}</span></h1>
    <label>工号<span class="en" lang="en">Staff number</span>
      <input name="staff_no" data-testid="staff-no" ref=${first} autocomplete="username" autocapitalize="characters" spellcheck=${false} maxlength="32" required /></label>
    <label>密码<span class="en" lang="en">Password</span>
      <input name="password" type="password" data-testid="password" autocomplete="current-password" maxlength="200" required /></label>
    <button type="submit" data-testid="sign-in" aria-disabled=${String(busy)}>${busy ? "正在登录…" : "登录"}</button>
    <div aria-live="assertive">${problem && html`<p class="refusal" data-testid="message">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}</div>
    <p class="who-may" data-testid="who-may">可登录:${who}<span class="en" lang="en">For ${whoEn}</span></p>
    <${Sample} />
  </form>`;
}
