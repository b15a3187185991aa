// What stays on the kiosk whatever page is shown: head, foot, clock, and the calm full pages.
import { boot, clock, dateLine, html, useEffect, useNow, useState } from "/static/hall.js";
import { Touch, useCountdown } from "./touch.js";

const QUIET_MS = 300;
const LONG_MS = 15_000;

/** English below its Chinese; nothing where the hall gave none (it then repeats the Chinese name). */
export function En({ text, than }) {
  return text && text !== than ? html`<span class="en" lang="en">${text}</span>` : null;
}

/** "一楼 2、3、4号窗口", one entry a floor, this kiosk's floor first. */
export function places(windows, floor) {
  const floors = new Map();
  for (const window of windows) floors.set(window.floor, [...(floors.get(window.floor) ?? []), window]);
  return [...floors.values()]
    .sort((a, b) => Number(b[0].floor === floor) - Number(a[0].floor === floor))
    .map((here) => ({ floor: here[0].floor, floorName: here[0].floor_name, floorNameEn: here[0].floor_name_en,
      labels: joined(here), labelsEn: here.map((w) => w.label_en).join(", ") }));
}

function joined(windows) {
  const plain = windows.every((w) => w.no && w.label === `${w.no}号窗口`);
  return plain ? `${windows.map((w) => w.no).join("、")}号窗口` : windows.map((w) => w.label).join("、");
}

export function Frame({ view, stale, page, children }) {
  const { hall, kiosk, queues } = view;
  const here = queues.flatMap((q) => q.windows).find((w) => w.floor === kiosk.floor);
  return html`<div class="frame" data-page=${page}>
    <header class="head">
      <div class="head-hall"><h1>${hall.name}<${En} text=${hall.name_en} than=${hall.name} /></h1></div>
      <div class="head-side">
        <${Clock} timezone=${hall.timezone} />
        <p class="floor">${here ? here.floor_name : kiosk.name}</p>
      </div>
    </header>
    ${stale && html`<p class="stale" role="status" data-testid="stale">
      <span class="mark" aria-hidden="true">!</span>连接中断,正在恢复
      <span class="en" lang="en">Connection lost, coming back</span></p>`}
    ${children}
    ${hall.notice && html`<p class="notice" data-testid="notice"><b>通知</b> ${hall.notice}</p>`}
    ${boot.sample && html`<footer class="foot">演示大厅 · 设备为模拟
      <span class="en" lang="en">Demonstration, emulated hardware</span></footer>`}
  </div>`;
}

function Clock({ timezone }) {
  const now = useNow(1000);
  return html`<p class="clock"><time>${clock(now, timezone)}</time><span class="date">${dateLine(now, timezone)}</span></p>`;
}

/** The service is closed, and here is why. */
export function Closed({ closed }) {
  return html`<section class="calm" data-testid="closed" role="status">
    <p class="calm-text">${closed.text}<span class="en" lang="en">${closed.text_en}</span></p>
  </section>`;
}

/** The server does not know this machine (any more): words for the citizen first, for the staff below. */
export function Refused({ refused }) {
  return html`<section class="calm lone" role="status" data-testid="closed">
    <p class="calm-text">设备维护,请到总服务台取号<span class="en" lang="en">Out of order; please take a number at the help desk</span></p>
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
    <p class="calm-text">正在连接…<span class="en" lang="en">Connecting…</span></p>
    ${waited >= LONG_MS && html`<p class="calm-next">请到总服务台取号
      <span class="en" lang="en">Please take a number at the help desk</span></p>`}
  </section>`;
}

const AWAY = { detail: "暂时没能取号,请您谅解。", detail_en: "No number could be given just now, sorry." };
const LOST = { text: "已拿到号票的,号票有效;没有拿到的,请再试一次,或到总服务台取号。",
  en: "A slip you already have is valid. Without one, please try again or ask the help desk." };
const RETRY = { text: "请再试一次,或到总服务台取号。", en: "Please try again, or take a number at the help desk." };

/** No number came, in words and with the next step. A lost answer may yet print a slip. */
export function Trouble({ stage, settled, home }) {
  const { problem } = stage;
  const left = useCountdown(15, "trouble", home);
  const lost = problem.code === "server_away";
  const said = lost ? AWAY : problem;
  const next = lost ? LOST : RETRY;
  return html`<section class="calm" role="alert" data-testid="trouble">
    <p class="calm-text small">${said.detail}<span class="en" lang="en">${said.detail_en}</span></p>
    <p class="calm-next">${next.text}<span class="en" lang="en">${next.en}</span></p>
    <${Touch} class="key main" disabled=${!settled} onTouch=${home} data-testid="done">返回(${left})
      <span class="en" lang="en">Back</span><//>
  </section>`;
}
