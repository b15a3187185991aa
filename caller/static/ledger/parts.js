// Parts of the page of the ledger: signing in, and a refusal.
import { html, post, useState } from "/static/hall.js";

export function Refusal({ problem }) {
  return problem && html`<p class="problem" role="alert" data-testid="problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`;
}

export function LedgerSignIn({ refused, onDone }) {
  const [problem, setProblem] = useState(refused.code === "sign_in_required" ? null : refused); // not a reproach: nobody has tried yet
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
  return html`<form class="sign-in" onSubmit=${go}><h1>登记台账<span class="en" lang="en">Ledger of cases</span></h1>
    <label>工号<input name="staff_no" autocomplete="username" required autofocus data-testid="staff-no" /></label>
    <label>密码<input name="password" type="password" autocomplete="current-password" required data-testid="password" /></label>
    <${Refusal} problem=${problem} /><button class="key main" disabled=${busy} data-testid="sign-in">登录</button></form>`;
}
