// Who works at the help desk: shown while the feed is refused.
import { boot, html, newKey, post, useState } from "/static/hall.js";
import { Message, Sample, useFirstFocus } from "../parts.js";

const FIRST = "sign_in_required"; // not a reproach: nobody has tried yet

export function SignIn({ refused, onDone }) {
  const [said, say] = useState(refused.code === FIRST ? null : refused);
  const [busy, setBusy] = useState(false);
  const first = useFirstFocus();
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    const { ok, problem } = await post("/api/session", { staff_no: form.staff_no.value.trim(), password: form.password.value }, { key: newKey() });
    setBusy(false);
    say(problem);
    if (ok) onDone(); else { form.password.value = ""; form.password.focus(); }
  };
  return html`<form class="sign-in" onSubmit=${submit} aria-label="登录">
    <h1>${boot.page === "admin" ? html`系统管理<span class="en" lang="en">Administration</span>` : html`总服务台<span class="en" lang="en">Help desk</span>`}</h1>
    <label>工号<span class="en" lang="en">Staff number</span>
      <input name="staff_no" data-testid="staff-no" ref=${first} autocomplete="username" autocapitalize="characters" spellcheck=${false} maxlength="32" required /></label>
    <label>密码<span class="en" lang="en">Password</span>
      <input name="password" type="password" data-testid="password" autocomplete="current-password" maxlength="200" required /></label>
    <button class="main" type="submit" data-testid="sign-in" aria-disabled=${String(busy)}>${busy ? "正在登录…" : "登录"}</button>
    <${Message} said=${said} />
    <${Sample} />
  </form>`;
}
