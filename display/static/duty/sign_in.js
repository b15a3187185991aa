// Shown when the feed is refused: this view is for the duty officer and the administrator.
import { html, post, useState } from "/static/hall.js";

const FIRST = new Set(["sign_in_required"]); // not a reproach: nobody has tried yet

export function SignIn({ refused, onDone }) {
  const [problem, setProblem] = useState(FIRST.has(refused.code) ? null : refused);
  const [busy, setBusy] = useState(false);
  const go = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setBusy(true);
    const answer = await post("/api/session", { staff_no: form.get("staff_no"), password: form.get("password") });
    setBusy(false);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  };
  return html`<form class="sign-in" onSubmit=${go}>
    <h1>值班台<span class="en">Duty officer</span></h1>
    <label for="staff-no">工号 <span lang="en">Staff number</span></label>
    <input id="staff-no" name="staff_no" data-testid="staff-no" autocomplete="username" required autofocus />
    <label for="password">密码 <span lang="en">Password</span></label>
    <input id="password" name="password" type="password" data-testid="password" autocomplete="current-password" required />
    ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en">${problem.detail_en ?? ""}</span></p>`}
    <button class="main" data-testid="sign-in" disabled=${busy}>登录 Sign in</button>
  </form>`;
}
