// The duty officer's view: the whole hall, what is wrong in it, and the few switches of the day.
import { boot, clock, dateLine, html, render, send, useFeed, useNow, useState } from "/static/hall.js";
import { ACTIONS, Ask } from "./duty_ask.js";
import { Devices, Floors, Queues } from "./duty_hall.js";
import { Alarms, Counts, Kiosks, Log, Unconfirmed } from "./duty_side.js";
import { SignIn } from "./duty_sign_in.js";

const TONES = { open: "good", extended: "warn", recovery: "bad", closed: "plain", prep: "plain", off: "plain" };

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<p class="clock"><b>${clock(now, timezone, true)}</b> <span>${dateLine(now, timezone)}</span></p>`;
}

function Header({ hall, stale, onAsk, onSignOut }) {
  return html`<header>
    <h1>${hall.name}<span class="en">Duty officer · ${hall.name_en}</span></h1>
    <p class="hall-state ${TONES[hall.state] ?? ""}" data-testid="hall-state" data-state=${hall.state}><i class="shape" aria-hidden="true"></i>${hall.text}</p>
    ${stale && html`<span class="badge warn" data-testid="stale" role="status">连接中断,数据可能不是最新</span>`}
    <div class="actions">${(ACTIONS[hall.state] ?? []).map((action) => html`
      <button key=${action.op} class=${action.main ? "main" : ""} data-testid=${action.op} onClick=${() => onAsk(action)}>${action.label}</button>`)}</div>
    <${Clock} timezone=${hall.timezone} />
    <button class="sign-out" data-testid="sign-out" onClick=${onSignOut}>退出</button>
  </header>`;
}

function Hall({ view, seq, stale, onSignOut }) {
  const [asked, setAsked] = useState(null);
  return html`<${Header} hall=${view.hall} stale=${stale} onAsk=${setAsked} onSignOut=${onSignOut} />
    <${Alarms} view=${view} />
    <div class="body">
      <div class="left"><${Floors} floors=${boot.floors} windows=${view.windows} />
        <${Devices} devices=${view.devices} />
        <${Log} seq=${seq} windows=${view.windows} timezone=${view.hall.timezone} /></div>
      <div class="right">
        <${Counts} counts=${view.counts} />
        <${Queues} queues=${view.queues} />
        <${Unconfirmed} slips=${view.unconfirmed} timezone=${view.hall.timezone} onAsk=${setAsked} />
        <${Kiosks} kiosks=${view.kiosks} />
      </div>
    </div>
    ${asked && html`<${Ask} key=${asked.path} action=${asked} onDone=${() => setAsked(null)} />`}`;
}

function Duty() {
  const [session, setSession] = useState(0);
  const { view, seq, stale, refused } = useFeed("/duty", { session });
  const anew = () => setSession((n) => n + 1);
  const signOut = async () => { await send("DELETE", "/api/session"); anew(); };
  if (refused) return html`<${SignIn} refused=${refused} onDone=${anew} />`;
  if (!view) return html`<p class="connecting" role="status">正在连接…<span class="en">Connecting…</span></p>`;
  return html`<${Hall} view=${view} seq=${seq} stale=${stale} onSignOut=${signOut} />`;
}

render(html`<${Duty} />`, document.getElementById("app"));
