// The duty officer's view: the whole hall, what is wrong in it, and the few switches of the day.
import { LeadKey } from "/caller/static/lead.js";
import { boot, clock, dateLine, html, render, send, useEffect, useFeed, useNow, useState } from "/static/hall.js";
import { Alarms } from "./alarms.js";
import { Ask, actionsOf } from "./ask.js";
import { Devices, Floors, Queues } from "./hall.js";
import { Incident } from "./incident.js";
import { Readiness } from "./steps.js";
import { AskNotice, Notices } from "./notices.js";
import { Boards, Chosen, Counts, Kiosks, Log, Unconfirmed } from "./side.js";
import { SignIn } from "./sign_in.js";

const TONES = { open: "good", extended: "warn", outage: "bad", recovery: "bad", lunch: "plain", closed: "plain", prep: "plain", off: "plain" };
const ON_DUTY = { roles: ["duty"] }; // who may only look on is told so by the panel
const FLOORS = new Map(boot.floors.map((floor) => [floor.id, floor.name]));

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<p class="clock"><b>${clock(now, timezone, true)}</b> <span>${dateLine(now, timezone)}</span></p>`;
}

/** Who has the duty of each floor today; nothing where the hall has no roster. */
const onDuty = (duty) => duty.map((post) => ` · ${FLOORS.get(post.floor) ?? post.floor}值班 ${post.name}`).join("");

function Header({ view, stale, onAsk, onNotice, onSignOut }) {
  const { hall } = view;
  return html`<header>
    <h1>${hall.name}<span class="en">Duty officer · ${hall.name_en}${onDuty(view.duty)}</span></h1>
    <p class="hall-state ${TONES[hall.state] ?? ""}" data-testid="hall-state" data-state=${hall.state}><i class="shape" aria-hidden="true"></i>${hall.text}</p>
    ${view.may_switch_off && html`<a class="badge good" href="/duty/closing" data-testid="may-switch-off">可以关机</a>`}
    ${stale && html`<span class="badge warn" data-testid="stale" role="status">连接中断,数据可能不是最新</span>`}
    <div class="actions">${actionsOf(view).map((action) => html`
      <button key=${action.op} class=${action.main ? "main" : ""} data-testid=${action.op} onClick=${() => onAsk(action)}>${action.label}</button>`)}
      <button data-testid="notice" aria-keyshortcuts="n" onClick=${onNotice}>通知 <kbd>N</kbd></button>
      <a class="key" href="/duty/record" data-testid="record">值班记录</a>
      <a class="key" href="/duty/roster" data-testid="roster">值班表</a>
      <a class="key" href="/duty/closing" data-testid="closing">关门清单</a>
      <a class="key" href="/duty/complaints" data-testid="complaints">投诉</a>
      <${LeadKey} staff=${ON_DUTY} className="" /></div>
    <${Clock} timezone=${hall.timezone} />
    <button class="sign-out" data-testid="sign-out" onClick=${onSignOut}>退出</button>
  </header>`;
}

/** One letter does it, but not while somebody types or is asked. */
function useKey(letter, act) {
  useEffect(() => {
    const pressed = (event) => {
      const busy = event.target.closest?.("input, textarea, select, dialog") || document.querySelector("dialog[open]");
      if (event.key.toLowerCase() !== letter || busy || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

function Hall({ view, seq, stale, onSignOut }) {
  const [asked, setAsked] = useState(null);
  const [noticing, setNoticing] = useState(false);
  useKey("n", () => setNoticing(true));
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []); // a list of what is left leads here
  return html`<${Header} view=${view} stale=${stale} onAsk=${setAsked} onNotice=${() => setNoticing(true)} onSignOut=${onSignOut} />
    <${Notices} notices=${view.notices} timezone=${view.hall.timezone} />
    <${Alarms} view=${view} onAsk=${setAsked} />
    <div class="body">
      <div class="left" id="windows">${view.readiness.length > 0 && html`<${Readiness} items=${view.readiness} />`}
        ${view.incident && html`<${Incident} key=${view.incident.id} incident=${view.incident} windows=${view.windows} queues=${view.queues} timezone=${view.hall.timezone} onAsk=${setAsked} />`}
        <${Floors} floors=${boot.floors} windows=${view.windows} />
        <${Devices} devices=${view.devices} timezone=${view.hall.timezone} />
        <${Log} seq=${seq} timezone=${view.hall.timezone} /></div>
      <div class="right">
        <${Counts} counts=${view.counts} />
        <${Queues} queues=${view.queues} />
        <${Unconfirmed} slips=${view.unconfirmed} timezone=${view.hall.timezone} onAsk=${setAsked} />
        <${Chosen} calls=${view.chosen} timezone=${view.hall.timezone} />
        <${Kiosks} kiosks=${view.kiosks} />
        <${Boards} boards=${view.boards} timezone=${view.hall.timezone} />
      </div>
    </div>
    ${asked && html`<${Ask} key=${asked.path} action=${asked} onDone=${() => setAsked(null)} />`}
    ${noticing && html`<${AskNotice} onDone=${() => setNoticing(false)} />`}`;
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
