// What a window shows to whoever stands before it, on its screen and on its tablet: who sits here, who is called, or why nobody is served.
import { boot, clock, html, useEffect, useFeed, useLasting, useNow, useState } from "/static/hall.js";
import { Kept } from "/static/kept.js";
import { useRenewal } from "/static/renew.js";
import { Fit } from "../board/fit.js";
import { useTurn } from "../board/notices.js";
import { StaffCard } from "./staff_card.js";

const LONG_NOTICE = 40;

/** What stands below the hall's own words, and whether they are calm or a warning. */
const SCENES = {
  serving: { en: "Being served", tone: "good" },
  rate: { en: "Please rate this service", tone: "" },
  thanks: { en: "Thank you for your rating", tone: "good" },
  paused: { en: "Back in a moment, please wait", tone: "warn" },
  closed: { en: "Closed for today, thank you", tone: "" },
  not_open: { en: "This window is not open now", tone: "" },
  wait: { en: "Please wait a moment", tone: "warn" },
};

/** Where the page of this namespace keeps its view over a reload. */
export const storeOf = (namespace) => new Kept(`hallcall${namespace.replace("/", ".")}.${boot.id}`, boot.version);

/** The newest view, or what was kept of it over a reload until there is one: {view, stale, refused}. `resting`: nobody is in the middle of it. */
export function useKeptFeed(namespace, { keep = (view) => view, resting = () => true } = {}) {
  const { view, stale, refused } = useFeed(namespace, { id: boot.id });
  const [store] = useState(() => storeOf(namespace));
  const [before] = useState(() => store.take());
  useEffect(() => { if (view) store.keep(keep(view)); }, [view]);
  const old = stale || !view;
  useRenewal(view, old, view !== null && resting(view));
  return { view: useLasting(view ?? before?.view ?? null, old, view ? 0 : before?.age), stale: old, refused };
}

function Called({ view }) {
  return html`<section class="called" aria-live="polite" data-testid="called">
    <${Fit} class="number" data-testid="number">${view.number}<//>
    <p class="come">请到本窗口办理<span class="en" lang="en">Please come to this window</span></p>
  </section>`;
}

function Scene({ view, scene }) {
  const { en, tone } = SCENES[scene];
  return html`<section class="scene ${tone}" data-testid=${`scene-${scene}`}>
    ${scene === "serving" ? html`<p class="doing">正在办理<span class="en" lang="en">${en}</span></p><${Fit} class="number" data-testid="number">${view.number}<//>`
      : html`<h2 class=${view.text.length > 8 ? "long" : ""}>${view.text}<span class="en" lang="en">${en}</span></h2>`}
    ${view.staff && scene !== "rate" && html`<p class="foot-staff">${[view.staff.name, `工号 ${view.staff.no}`, view.staff.unit].filter(Boolean).join(" · ")}</p>`}
  </section>`;
}

const sizeOf = ({ text }) => (text.length > 30 ? "longest" : text.length > 14 ? "long" : "");
const ofThe = (urgency, notices) => notices.filter((notice) => notice.urgency === urgency);

/** The hall's own word instead of the window's: an evacuation, or what is urgent where nobody is called. */
function FromTheHall({ view, scene }) {
  const { notice } = useTurn(ofThe(scene, view.hall.notices));
  return html`<section class="hall-notice ${scene} ${sizeOf(notice)}" role="alert" data-testid=${`scene-${scene}`}>
    <h2>${notice.text}<span class="en" lang="en">${notice.text_en}</span></h2>
    ${scene === "urgent" && html`<${Notice} notices=${ofThe("plain", view.hall.notices)} />`}</section>`;
}

function Shown({ view, scene }) {
  if (scene === "urgent" || scene === "evacuate") return html`<${FromTheHall} view=${view} scene=${scene} />`;
  if (scene === "call") return html`<${Called} view=${view} />`;
  if (scene !== "idle") return html`<${Scene} view=${view} scene=${scene} />`;
  return html`<section class="idle" data-testid="scene-idle"><${StaffCard} staff=${view.staff} /><${Notice} notices=${view.hall.notices} /></section>`;
}

function Notice({ notices }) {
  const { notice } = useTurn(notices);
  return notice && html`<p class="notice ${notice.text.length > LONG_NOTICE ? "long" : ""}" role="status" data-testid="notice">${notice.text}</p>`;
}

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<b class="clock">${clock(now, timezone)}</b>`;
}

/** `view`: {hall, window, scene, text, number, staff}; `scene` where the page knows it is over. */
export function Screen({ view, scene = view.scene, stale }) {
  if (scene === "dark") return html`<h1 class="dark-room" data-testid="dark">${view.window.label}</h1>`;
  return html`<div class="screen"><header><h1>${view.window.label}<span class="en" lang="en">${view.window.label_en}</span></h1>
      ${stale && html`<span class="badge warn" role="status" data-testid="stale">数据可能不是最新</span>`}
      <${Clock} timezone=${view.hall.timezone} /></header>
    <${Shown} view=${view} scene=${scene} /></div>`;
}
