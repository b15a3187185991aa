// At which window: the page between signing in and the console.
import { get, html, newKey, useEffect, useFirstFocus, useState } from "/static/hall.js";
import { Sample, signOut } from "/static/sign_in.js";
import { STATES } from "./actions.js";
import { command } from "../commands.js";
import { LeadKey } from "../lead/lead.js";
import { Message } from "../parts.js";

const LOOK_MS = 5_000;

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
  const signOff = async () => { await signOut(); onSignedOff(); };
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
