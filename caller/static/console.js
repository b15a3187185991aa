// The console of one window: its state, the number in hand, the keys, and who waits.
import { html, newKey, useEffect, useFeed, useNow, useState } from "/static/hall.js";
import { offered, STATES, useKeys } from "./actions.js";
import { AWAY, useCommands } from "./commands.js";
import { InHand, Keys, SuspendReason } from "./desk.js";
import { Message, Sample } from "./parts.js";
import { Devices, Waiting } from "./waiting.js";

const NOT_NOW = { detail: "现在不能这样操作,请看当前状态。", detail_en: "This cannot be done in the present state." };

export function Console({ windowId, staff, said, say, onLeave, onLost }) {
  const { view, seq, stale, refused } = useFeed("/caller", { window: windowId });
  useEffect(() => {
    if (refused?.code === "sign_in_required") onLost();
    else if (refused) { say(refused); onLeave(); }
  }, [refused]);
  if (!view) {
    return html`<section class="page"><p class="soft" role="status">正在连接…<span class="en" lang="en">Connecting…</span></p>
      <${Message} said=${said} /><button type="button" class="side-key" onClick=${onLeave}>换窗口</button></section>`;
  }
  return html`<${Desk} ...${{ windowId, staff, view, seq, stale, said, say, onLeave, onLost }} />`;
}

function Desk({ windowId, staff, view, seq, stale, said, say, onLeave, onLost }) {
  const { window, hall } = view;
  const state = window.state;
  const now = useNow(1000);
  const [asking, setAsking] = useState(false);
  const { ready, run } = useCommands({ windowId, seq, state, stale, say, onLost });
  const mine = !view.staff || view.staff.no === staff.no;
  useEffect(() => { if (state !== "idle") setAsking(false); }, [state]);
  useEffect(() => {
    document.title = `${view.ticket ? `${view.ticket.number} ` : ""}${STATES[state].word} · ${window.label}`;
  }, [view.ticket?.number, state, window.label]);

  const press = async (action) => {
    if (stale) say(AWAY);
    else if (!ready || asking) return;
    else if (!mine || !offered(state, action)) say(NOT_NOW);
    else if (action === "suspend") { say(null); setAsking(true); }
    else if (await run(action, {}, newKey()) && action === "sign-out") onLeave();
  };
  const suspend = async (reason, key) => { setAsking(false); await run("suspend", { reason }, key); };
  useKeys(press);

  return html`<section class="console" aria-label=${window.label}>
    <div class="column">
      <${Head} view=${view} staff=${staff} mine=${mine} onLeave=${state === "closed" || !mine ? onLeave : null} />
      ${hall.state !== "open" && html`<p class="hall-state" role="status">${hall.text}<span class="en" lang="en">${hall.text_en}</span></p>`}
      <${InHand} view=${view} now=${now} />
      ${asking ? html`<${SuspendReason} onReason=${suspend} onCancel=${() => setAsking(false)} />`
        : html`<${Keys} state=${state} ready=${ready && mine} stale=${stale} onPress=${press} />`}
      ${stale && html`<p class="stale" role="status" data-testid="stale"><span aria-hidden="true">!</span>连接中断,正在恢复<span class="en" lang="en">Connection lost, coming back</span></p>`}
      <${Message} said=${said} />
    </div>
    <div class="column">
      <${Waiting} view=${view} now=${now} />
      <p class="finished">今日已办结 <b data-testid="finished">${view.finished}</b> 件</p>
      <${Devices} devices=${view.devices} />
      <${Sample} />
    </div>
  </section>`;
}

function Head({ view, staff, mine, onLeave }) {
  const { window } = view;
  const person = view.staff ?? staff;
  const { word, tone } = STATES[window.state];
  return html`<header class="desk-head">
    <div class="desk-window"><h1>${window.label}</h1>
      <p class="desk-staff">${person.name} <span class="soft">${person.no} · ${person.unit}</span></p></div>
    <div class="desk-state"><span class=${`badge ${tone}`} data-testid="state" data-state=${window.state} role="status">${word}</span>
      ${onLeave && html`<button type="button" class="side-key slim" onClick=${onLeave} data-testid="leave">换窗口</button>`}</div>
    ${!mine && html`<p class="not-mine" role="status">本窗口由 ${person.name} 签到,您不能在此操作。
      <span class="en" lang="en">Someone else is signed in here.</span></p>`}
  </header>`;
}
