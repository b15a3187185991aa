// The duty officer's view: the whole hall, what is wrong in it, and the few switches of the day.
import { LeadKey, Panel } from "/caller/static/lead/lead.js";
import { boot, clock, dateLine, html, render, useEffect, useFeed, useNow, useState } from "/static/hall.js";
import { SignIn, signOut } from "/static/sign_in.js";
import { Alarms } from "../alarms/alarms.js";
import { useSound } from "../alarms/sound.js";
import { Ask, actionsOf } from "../ask.js";
import { Devices, Floors, Queues } from "./hall.js";
import { Incident } from "../outage/incident.js";
import { Readiness } from "../steps.js";
import { AskNotice, Notices } from "../notices/notices.js";
import { Outbox } from "./outbox.js";
import { Boards, Chosen, Counts, Kiosks, Log, Unconfirmed } from "./side.js";
import { Look } from "./looks.js";
import { addressOf, onFloor, placeOf } from "./place.js";
import { Finder } from "./ticket.js";
import { Wall } from "./wall.js";
import { isLeft } from "../words.js";

const TONES = { open: "good", extended: "warn", outage: "bad", recovery: "bad", lunch: "plain", closed: "plain", prep: "plain", off: "plain" };
const ON_DUTY = { roles: ["duty"] }; // who may only look on is told so by the panel
const FLOORS = new Map(boot.floors.map((floor) => [floor.id, floor.name]));

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<p class="clock"><b>${clock(now, timezone, true)}</b> <span>${dateLine(now, timezone)}</span></p>`;
}

/** Who has the duty of each floor today; nothing where the hall has no roster. */
const onDuty = (duty) => duty.map((post) => ` · ${FLOORS.get(post.floor) ?? post.floor}值班 ${post.name}`).join("");

function Header({ view, stale, onAsk, onNotice, onFind, onWall, onSignOut }) {
  const { hall } = view;
  return html`<header>
    <h1>${hall.name}<span class="en">Duty officer · ${hall.name_en}${onDuty(view.duty)}</span></h1>
    <p class="hall-state ${isLeft(view) ? "bad" : TONES[hall.state] ?? ""}" data-testid="hall-state" data-state=${hall.state}><i class="shape" aria-hidden="true"></i>${hall.text}</p>
    ${view.may_switch_off && html`<a class="badge good" href="/duty/closing" data-testid="may-switch-off">可以关机</a>`}
    ${stale && html`<span class="badge warn" data-testid="stale" role="status">连接中断,数据可能不是最新</span>`}
    <div class="actions">${actionsOf(view).map((action) => html`
      <button key=${action.op} class=${action.main ? "main" : ""} data-testid=${action.op} onClick=${() => onAsk(action)}>${action.label}</button>`)}
      <button data-testid="notice" aria-keyshortcuts="n" onClick=${onNotice}>通知 <kbd>N</kbd></button>
      <button data-testid="finder" aria-keyshortcuts="f" onClick=${onFind}>查号 <kbd>F</kbd></button>
      <button data-testid="to-wall" aria-keyshortcuts="w" onClick=${onWall}>大屏 <kbd>W</kbd></button>
      <a class="key" href="/duty/record" data-testid="record">值班记录</a>
      <a class="key" href="/duty/roster" data-testid="roster">值班表</a>
      <a class="key" href="/duty/closing" data-testid="closing">关门清单</a>
      <a class="key" href="/duty/complaints" data-testid="complaints">投诉</a>
      <a class="key" href="/reports" data-testid="reports">报表</a>
      ${boot.ledger && html`<a class="key" href="/ledger" data-testid="ledger">登记台账</a>`}
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

/** [place, go]: what is shown, kept in the address. On a wall the page is dark. */
function usePlace() {
  const [place, setPlace] = useState(() => placeOf(location.search, boot.floors));
  const go = (change) => setPlace((last) => {
    const next = { ...last, ...change };
    history.replaceState(null, "", addressOf(next));
    return next;
  });
  useEffect(() => { document.body.classList.toggle("dark", place.wall); document.body.classList.toggle("on-wall", place.wall); }, [place.wall]);
  return [place, go];
}

function FloorKeys({ floor, onFloor: choose }) {
  const places = [{ id: "", name: "全厅" }, ...boot.floors];
  if (boot.floors.length < 2) return null;
  return html`<nav class="floors" aria-label="楼层">${places.map((f) => html`<button key=${f.id} type="button" data-testid=${`floor-${f.id || "all"}`} aria-pressed=${String(f.id === floor)} onClick=${() => choose(f.id)}>${f.name}</button>`)}</nav>`;
}

/** What a list of what is left leads to: `#ticket=20261123-A001`; another mark is a place on the page. */
function named(hash) {
  const [kind, id] = hash.slice(1).split("=");
  return id ? { kind, id: decodeURIComponent(id) } : null;
}

function Board({ view, whole, seq, floor, onFloor: choose, onAsk, onOpen }) {
  const { timezone } = view.hall;
  return html`<div class="body">
      <div class="left" id="windows">${view.readiness.length > 0 && html`<${Readiness} items=${view.readiness} />`}
        ${view.incident && html`<${Incident} key=${view.incident.id} incident=${view.incident} windows=${whole.windows} queues=${whole.queues} timezone=${timezone} onAsk=${onAsk} />`}
        <${FloorKeys} floor=${floor} onFloor=${choose} />
        <${Floors} floors=${boot.floors.filter((f) => !floor || f.id === floor)} windows=${view.windows} onOpen=${onOpen} />
        <${Devices} devices=${view.devices} timezone=${timezone} onOpen=${onOpen} />
        <${Log} seq=${seq} timezone=${timezone} /></div>
      <div class="right">
        <${Counts} counts=${view.counts} />
        <${Queues} queues=${view.queues} onOpen=${onOpen} />
        <${Unconfirmed} slips=${view.unconfirmed} timezone=${timezone} onAsk=${onAsk} />
        <${Chosen} calls=${view.chosen} view=${view} onOpen=${onOpen} />
        <${Kiosks} kiosks=${view.kiosks} away=${view.kiosks_away} onOpen=${onOpen} />
        ${boot.upload && html`<${Outbox} timezone=${timezone} />`}
        <${Boards} boards=${view.boards} timezone=${timezone} onOpen=${onOpen} />
      </div>
    </div>`;
}

function Hall({ view, seq, stale, onSignOut }) {
  const [asked, setAsked] = useState(null);
  const [noticing, setNoticing] = useState(false);
  const [finding, setFinding] = useState(false);
  const [target, setTarget] = useState(() => named(location.hash)); // what is opened: {kind, id}
  const [leading, setLeading] = useState(null);
  const [{ floor, wall }, go] = usePlace();
  const open = (next) => { setFinding(false); setTarget(next); };
  useKey("n", () => setNoticing(true));
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []); // a list of what is left leads here
  useKey("f", () => setFinding(true));
  useKey("w", () => go({ wall: true }));
  const here = onFloor(view, floor);
  const sound = useSound(view.alarms);
  return html`${wall ? html`<${Wall} view=${view} sound=${sound} floor=${floor} stale=${stale} onOpen=${open} onLeave=${() => go({ wall: false })} />`
    : html`<${Header} view=${view} stale=${stale} onAsk=${setAsked} onNotice=${() => setNoticing(true)} onFind=${() => setFinding(true)} onWall=${() => go({ wall: true })} onSignOut=${onSignOut} />
    <${Notices} view=${view} onAsk=${setAsked} />
    <${Alarms} view=${view} sound=${sound} onAsk=${setAsked} onOpen=${open} />
    <${Board} view=${here} whole=${view} seq=${seq} floor=${floor} onFloor=${(id) => go({ floor: id })} onAsk=${setAsked} onOpen=${open} />`}
    ${finding && html`<${Finder} view=${view} onOpen=${open} onClose=${() => setFinding(false)} />`}
    ${target && html`<${Look} target=${target} view=${view} seq=${seq} onAsk=${setAsked} onOpen=${open} onLead=${setLeading} onClose=${() => setTarget(null)} />`}
    ${leading && html`<${Panel} ...${leading} onClose=${() => setLeading(null)} />`}
    ${asked && html`<${Ask} key=${asked.path} action=${asked} onDone=${() => setAsked(null)} />`}
    ${noticing && html`<${AskNotice} onDone=${() => setNoticing(false)} />`}`;
}

function Duty() {
  const [session, setSession] = useState(0);
  const { view, seq, stale, refused } = useFeed("/duty", { session });
  const anew = () => setSession((n) => n + 1);
  const leave = async () => { await signOut(); anew(); };
  if (refused) return html`<${SignIn} refused=${refused} was=${view !== null} onDone=${anew} />`;
  if (!view) return html`<p class="connecting" role="status">正在连接…<span class="en">Connecting…</span></p>`;
  return html`<${Hall} view=${view} seq=${seq} stale=${stale} onSignOut=${leave} />`;
}

render(html`<${Duty} />`, document.getElementById("app"));
