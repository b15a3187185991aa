// The screen of one window: who sits here, who is called, or why nobody is served. Read from two metres.
import { boot, clock, html, render, serverNow, useEffect, useFeed, useNow, useRef, useState } from "/static/hall.js";
import { Fit } from "./fit.js";
import { StaffCard } from "./staff_card.js";

const KEPT = `hallcall.window.${boot.id}`;
/** What stands below the hall's own words, and whether they call for the citizen, are calm or a warning. */
const SCENES = {
  serving: { en: "Being served", tone: "good" },
  rate: { en: "Please rate this service", tone: "" },
  thanks: { en: "Thank you for your rating", tone: "good" },
  paused: { en: "Back in a moment, please wait", tone: "warn" },
  closed: { en: "Closed for today, thank you", tone: "" },
  not_open: { en: "This window is not open now", tone: "" },
  wait: { en: "Please wait a moment", tone: "warn" },
};

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; }
}

/** The newest view, or the one kept over a reload until there is one: {view, stale, refused}. */
function useWindow() {
  const { view, stale, refused } = useFeed("/window", { id: boot.id });
  const before = useRef(kept());
  useEffect(() => {
    if (!view) return;
    try { localStorage.setItem(KEPT, JSON.stringify(view)); } catch { /* a full store costs only the picture after a reload */ }
  }, [view]);
  return { view: view ?? before.current, stale: stale || !view, refused };
}

const Told = ({ zh, en, testid }) => html`<section class="told" role="status" data-testid=${testid}><h1>${zh}<span class="en" lang="en">${en}</span></h1></section>`;

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

function Shown({ view, scene }) {
  if (scene === "call") return html`<${Called} view=${view} />`;
  if (scene !== "idle") return html`<${Scene} view=${view} scene=${scene} />`;
  return html`<section class="idle" data-testid="scene-idle"><${StaffCard} staff=${view.staff} />
    ${view.hall.notice && html`<p class="notice" role="status" data-testid="notice">${view.hall.notice}</p>`}</section>`;
}

/** Thanks end by themselves: nothing may happen in the hall that would bring a new view. */
function useScene(view) {
  useNow(1000);
  if (view?.scene === "thanks" && view.thanks_until !== null && serverNow() > view.thanks_until) return view.staff ? "idle" : "not_open";
  return view?.scene;
}

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<b class="clock">${clock(now, timezone)}</b>`;
}

function Window() {
  const { view, stale, refused } = useWindow();
  const scene = useScene(view);
  if (refused) return html`<${Told} testid="refused" zh=${refused.detail} en=${refused.detail_en} />`;
  if (!view) return html`<${Told} testid="connecting" zh="正在连接…" en="Connecting…" />`;
  if (scene === "dark") return html`<h1 class="dark-room" data-testid="dark">${view.window.label}</h1>`;
  return html`<header><h1>${view.window.label}<span class="en" lang="en">${view.window.label_en}</span></h1>
      ${stale && html`<span class="badge warn" role="status" data-testid="stale">数据可能不是最新</span>`}
      <${Clock} timezone=${view.hall.timezone} /></header>
    <${Shown} view=${view} scene=${scene} />`;
}

render(html`<${Window} />`, document.getElementById("app"));
