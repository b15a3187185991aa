// What stays on the kiosk whatever page is shown: head, foot, clock, and the calm full pages.
import { boot, clock, dateLine, html, useEffect, useNow, useState } from "/static/hall.js";
import { InTurn, foremost } from "/static/turns.js";
import { LanguageKey, ModeBar } from "./modes/modes.js";
import { useGesture } from "./staff/gate.js";
import { MoreTime } from "./time.js";
import { Touch, useCountdown } from "./touch.js";
import { CHINESE, Named, N_, Said, T, languages, named, useLanguage } from "./words.js";

const QUIET_MS = 300;
const LONG_MS = 15_000;
const TROUBLE_S = 25;

/** "一楼 2、3、4号窗口", one entry a floor, this kiosk's floor first. */
export function places(windows, floor) {
  const floors = new Map();
  for (const window of windows) floors.set(window.floor, [...(floors.get(window.floor) ?? []), window]);
  return [...floors.values()]
    .sort((a, b) => Number(b[0].floor === floor) - Number(a[0].floor === floor))
    .map((here) => ({ floor: here[0].floor, floorName: here[0].floor_name, floorName_en: here[0].floor_name_en,
      labels: joined(here), labels_en: here.map((w) => together(w.label_en)).join(", ") }));
}

/** No line begins with the number of a place. */
const together = (label) => label.replace(/ (?=\d)/g, "\u00a0");

function joined(windows) {
  const plain = windows.every((w) => w.no && w.label === `${w.no}号窗口`);
  return plain ? `${windows.map((w) => w.no).join("、")}号窗口` : windows.map((w) => w.label).join("、");
}

export function Frame({ view, stale, page, modes, setMode, onLanguage, onStaff, children }) {
  const { hall, kiosk, queues } = view;
  const here = queues.flatMap((q) => q.windows).find((w) => w.floor === kiosk.floor);
  return html`<div class="frame" data-page=${page}>
    <header class="head">
      <div class="head-hall" onPointerDown=${useGesture(onStaff)} data-testid="hall-name"><h1><${Named} of=${hall} /></h1></div>
      <div class="head-side">
        <${Clock} timezone=${hall.timezone} />
        <p class="floor">${here ? html`<${Named} of=${here} as="floor_name" plain />` : kiosk.name}</p>
      </div>
      ${languages.length > 1 && !modes.low && html`<${LanguageKey} onTouch=${onLanguage} />`}
    </header>
    ${stale && html`<p class="stale" role="status" data-testid="stale">
      <span class="mark" aria-hidden="true">!</span>
      <span><${T} k="连接中断,正在恢复" /></span></p>`}
    ${children}
    <${NoticeLine} notices=${hall.notices} />
    <footer class="foot">
      ${boot.sample && html`<p class="sample"><${T} k="演示大厅 · 设备为模拟" /></p>`}
      <${ModeBar} modes=${modes} setMode=${setMode} onLanguage=${onLanguage} />
    </footer>
    <${Announced} page=${page} />
  </div>`;
}

const LONG = 40;

const NoticeLine = ({ notices }) => html`<${InTurn} notices=${foremost(notices)} now=${useNow()} draw=${noticeLine} />`;

const noticeLine = (notice, { later, mark, testid }) => html`
  <p key=${notice.id} class="notice ${notice.urgency} ${notice.text.length > LONG ? "long" : ""} ${later}" data-testid=${testid}><b><${T} k="通知" plain />${mark && html` <span dir="ltr">${mark}</span>`}</b> <span>${notice.text}</span>
    ${notice.urgency !== "plain" && notice.text_en && html`<span class="en" lang="en">${notice.text_en}</span>`}</p>`;

/** The hall is being left: nobody is to stand here, whatever they were doing. */
export function Evacuation({ notice }) {
  return html`<section class="evacuation" role="alert" data-testid="evacuation">
    <i class="alarm" aria-hidden="true">!</i><h1>${notice.text}</h1><p class="en" lang="en">${notice.text_en}</p></section>`;
}

function Clock({ timezone }) {
  const now = useNow(1000);
  const [language] = useLanguage();
  return html`<p class="clock"><time dir="ltr">${clock(now, timezone)}</time><span class="date">${dateLine(now, timezone, language === CHINESE ? "zh-CN" : language.code)}</span></p>`;
}

/** A page that appears is told to screen readers by its heading, without the second language. */
function Announced({ page }) {
  const [said, setSaid] = useState("");
  const [language] = useLanguage();
  useEffect(() => {
    const heading = document.querySelector("section h2")?.cloneNode(true);
    heading?.querySelectorAll(".en").forEach((line) => line.remove());
    setSaid(heading?.textContent.trim() ?? "");
  }, [page, language]);
  return html`<p class="sr" role="status" data-testid="announced">${said}</p>`;
}

/** The service is closed, and here is why. */
export function Closed({ closed }) {
  return html`<section class="calm" data-testid="closed" role="status">
    <p class="calm-text"><${Said} of=${closed} /></p>
    ${closed.elsewhere && html`<${Elsewhere} kiosk=${closed.elsewhere} />`}
  </section>`;
}

/** The nearest kiosk that gives numbers. */
function Elsewhere({ kiosk }) {
  const floor = (code) => named(kiosk, "floor_name", code);
  const inChinese = kiosk.name.startsWith(kiosk.floor_name) ? kiosk.name : `${kiosk.floor_name} ${kiosk.name}`;
  const place = (code) => html`<b>${code === "zh" ? inChinese : floor(code)}</b>`;
  return html`<p class="calm-next" data-testid="elsewhere"><${T} k="也可以到{place}取号" with=${{ place }} /></p>`;
}

/** The server does not know this machine (any more): words for the citizen first, for the staff below. */
export function Refused({ refused }) {
  return html`<section class="calm lone" role="status" data-testid="closed">
    <h1 class="calm-text"><${T} k="设备维护,请到总服务台取号" /></h1>
    <p class="calm-staff">${refused.detail}</p>
  </section>`;
}

/** Before the first view. Blank for a blink, so that a quick start does not flicker. */
export function Connecting() {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const timers = [QUIET_MS, LONG_MS].map((ms) => setTimeout(() => setWaited(ms), ms));
    return () => timers.forEach(clearTimeout);
  }, []);
  if (waited < QUIET_MS) return null;
  return html`<section class="calm lone" role="status" data-testid="connecting">
    <h1 class="calm-text"><${T} k="正在连接…" /></h1>
    ${waited >= LONG_MS && html`<p class="calm-next"><${T} k="请到总服务台取号" /></p>`}
  </section>`;
}

const AWAY = N_("暂时没能取号,请您谅解。");
const LOST = N_("已拿到号票的,号票有效;没有拿到的,请再试一次,或到总服务台取号。");
const RETRY = N_("请再试一次,或到总服务台取号。");

/** These say themselves what to do next. */
const WHOLE = ["too_early", "quota_reached", "slot_full", "not_today", "window_off_today", "checked_in", "open_ticket_exists"];

/** No number came, in words and with the next step. A lost answer may yet print a slip. */
export function Trouble({ stage, settled, home }) {
  const { problem } = stage;
  const left = useCountdown(TROUBLE_S, "trouble", home);
  const lost = problem.code === "server_away";
  return html`<section class="calm" role="alert" data-testid="trouble">
    <p class="calm-text small">${lost ? html`<${T} k=${AWAY} />` : html`<${Said} of=${problem} as="detail" />`}</p>
    ${!WHOLE.includes(problem.code) && html`<p class="calm-next"><${T} k=${lost ? LOST : RETRY} /></p>`}
    <div class="result-keys"><${Touch} class="key main" disabled=${!settled} onTouch=${home} data-testid="done">
      <${T} k="返回({left})" with=${{ left }} /><//>
    <${MoreTime} disabled=${!settled} /></div>
  </section>`;
}
