// Who sits here, and at which window: the two pages before the console.
import { get, html, newKey, post, send, useEffect, useState } from "/static/hall.js";
import { STATES } from "./actions.js";
import { command } from "../commands.js";
import { LeadKey } from "../lead/lead.js";
import { Message, Sample, useFirstFocus } from "../parts.js";

const LOOK_MS = 5_000;

export function SignIn({ onStaff, said, say }) {
  const [busy, setBusy] = useState(false);
  const first = useFirstFocus();
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    const { ok, data, problem } = await post("/api/session", { staff_no: form.staff_no.value.trim(), password: form.password.value }, { key: newKey() });
    setBusy(false);
    say(problem);
    if (ok) onStaff(data.staff); else { form.password.value = ""; form.password.focus(); }
  };
  return html`<form class="page narrow" onSubmit=${submit} aria-label="登录">
    <h1>窗口叫号<span class="en" lang="en">Window console</span></h1>
    <label>工号<span class="en" lang="en">Staff number</span>
      <input name="staff_no" data-testid="staff-no" ref=${first} autocomplete="username" autocapitalize="characters" spellcheck=${false} maxlength="32" required /></label>
    <label>密码<span class="en" lang="en">Password</span>
      <input name="password" type="password" data-testid="password" autocomplete="current-password" maxlength="200" required /></label>
    <button class="main-key" type="submit" data-testid="sign-in" aria-disabled=${String(busy)}>${busy ? "正在登录…" : "登录"}</button>
    <${Message} said=${said} />
    <${Sample} />
  </form>`;
}

/** One press on a window signs in there; the last one used has the focus, so Enter is enough. */
export function ChooseWindow({ staff, last, onWindow, onLost, onSignedOff, said, say }) {
  const [windows, setWindows] = useState(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const { ok, data, problem } = await get("/api/hall");
      if (gone) return;
      if (ok) setWindows(data.windows.filter((w) => w.kind === "service")); else say(problem);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => { gone = true; clearInterval(timer); };
  }, [say]);

  const choose = async (id) => {
    if (busy) return;
    setBusy(true);
    const { ok, lost, problem } = await command(`/api/windows/${encodeURIComponent(id)}/sign-in`, {}, newKey());
    setBusy(false);
    say(problem);
    if (ok) onWindow(id); else if (lost) onLost();
  };
  const signOff = async () => { await send("DELETE", "/api/session"); onSignedOff(); };
  return html`<section class="page" aria-label="选择窗口">
    <header class="who">
      <h1>选择窗口<span class="en" lang="en">Choose your window</span></h1>
      <p>${staff.name} <span class="soft">${staff.no}</span></p>
      <${LeadKey} staff=${staff} />
      <button type="button" class="side-key slim" onClick=${signOff} data-testid="sign-off">退出登录</button>
    </header>
    <${Message} said=${said} />
    ${windows ? floors(windows).map(([name, here]) => html`<section key=${name} class="floor" aria-label=${name}>
      <h2>${name}</h2>
      <div class="window-list">${here.map((w) => html`<${WindowKey} key=${w.id} window=${w} staff=${staff} last=${last} busy=${busy} onChoose=${choose} />`)}</div>
    </section>`) : html`<p class="soft" role="status">正在连接…</p>`}
    <${Sample} />
  </section>`;
}

function floors(windows) {
  const floor = new Map();
  for (const w of windows) floor.set(w.floor_name, [...(floor.get(w.floor_name) ?? []), w]);
  return [...floor];
}

function WindowKey({ window, staff, last, busy, onChoose }) {
  const mine = window.staff?.no === staff.no;
  const key = useFirstFocus(window.id === last);
  return html`<button type="button" ref=${key} class=${`window-key ${window.id === last ? "last" : ""}`} data-testid=${`window-${window.id}`}
      aria-disabled=${String(busy)} onClick=${() => onChoose(window.id)}>
    <b>${window.label}</b>
    <span class="soft">${window.units.join("、")}</span>
    <span class="window-who">${window.staff ? html`<span class="dot taken" aria-hidden="true"></span>${mine ? "您在此签到" : window.staff.name} · ${STATES[window.state].word}`
      : html`<span class="dot" aria-hidden="true"></span>空`}${window.id === last ? html`<span class="badge plain">上次</span>` : null}</span>
  </button>`;
}
