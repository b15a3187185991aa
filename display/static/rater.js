// The tablet at a window: the staff card while nobody is asked, five keys after a visit, thanks after the commit.
import { boot, html, newKey, post, render, useEffect, useFeed, useRef, useState } from "/static/hall.js";
import { Ask } from "./rater_ask.js";
import { Sorry, Thanks } from "./rater_after.js";
import { StaffCard } from "./staff_card.js";

const THANKS_MS = 6_000;
const SORRY_MS = 60_000; // time to read six reasons; a new question takes its place at once
const BAD = 2;
const OVER = new Set(["already_rated", "rating_closed", "unknown_visit"]);

function Idle({ view }) {
  const { window, hall, staff } = view;
  const paused = window.state === "suspended";
  const [zh, en] = hall.state !== "open" ? [hall.text, hall.text_en] : ["本窗口暂未开放", "This window is not open now"];
  return html`<section class="idle" data-testid="idle">
    <h1 class="place">${window.label}<span class="en">${window.label_en}</span></h1>
    ${staff ? html`<${StaffCard} staff=${staff} />` : html`<p class="quiet">${zh}<span class="en">${en}</span></p>`}
    ${paused && html`<p class="paused">暂停服务,请稍候<span class="en">Back in a moment, please wait</span></p>`}
  </section>`;
}

const Told = ({ zh, en, testid }) => html`<div class="connecting" role="status" data-testid=${testid}><h1>${zh}<span class="en">${en}</span></h1></div>`;

/** What stands on the screen for a while after the visit was rated, or could not be. */
function useAfter(view) {
  const [after, setAfter] = useState(null);
  const asked = useRef("");
  useEffect(() => {
    if (!view) return;
    // Thanks only to whom this page has just asked: a phone may rate hours later, and that is nobody's affair here.
    if (view.state === "thanks" && asked.current) setAfter((now) => now ?? { kind: "thanks", visit: asked.current });
    asked.current = view.state === "ask" ? view.visit : "";
  }, [view]);
  useEffect(() => {
    if (!after) return undefined;
    const timer = setTimeout(() => setAfter(null), after.kind === "sorry" ? SORRY_MS : THANKS_MS);
    return () => clearTimeout(timer);
  }, [after]);
  return [after, setAfter];
}

function Tablet() {
  const { view, stale, refused } = useFeed("/rater", { id: boot.id });
  const [after, setAfter] = useAfter(view);
  const [pressed, setPressed] = useState(null); // {visit, level, problem} of the key that was pressed last
  const busy = useRef(false);
  const press = async (visit, level) => {
    if (busy.current) return;
    busy.current = true;
    setPressed({ visit, level });
    const answer = await post(`/api/visits/${visit}/rating`, { level, channel: "tablet" }, { key: newKey(), tries: 3 });
    busy.current = false;
    const problem = answer.problem;
    setPressed(problem && !OVER.has(problem.code) ? { visit, level: null, problem } : null);
    if (answer.ok) setAfter({ kind: level <= BAD ? "sorry" : "thanks", visit });
    else if (OVER.has(problem.code)) setAfter({ kind: "told", visit, problem });
  };

  if (refused) return html`<${Told} testid="refused" zh=${refused.detail} en=${refused.detail_en} />`;
  if (!view) return html`<${Told} testid="connecting" zh="正在连接…" en="Connecting…" />`;
  const sending = pressed && !pressed.problem;
  const visit = sending ? pressed.visit : view.visit;
  const lost = stale && html`<p class="badge warn stale" role="status" data-testid="stale">连接中断,正在重试<span class="en">No connection, trying again</span></p>`;
  if (visit && (sending || visit !== after?.visit)) {
    const mine = pressed?.visit === visit ? pressed : null;
    return html`<${Ask} key=${visit} view=${view} pressed=${mine} onPress=${(level) => press(visit, level)} />${lost}`;
  }
  if (after?.kind === "sorry") return html`<${Sorry} key=${after.visit} visit=${after.visit} onTouch=${() => setAfter((now) => now && { ...now })} onDone=${() => setAfter(null)} />${lost}`;
  if (after) return html`<${Thanks} problem=${after.problem} />${lost}`;
  if (view.state === "dark") return html`<h1 class="dark-room" data-testid="dark">${view.window.label}</h1>`;
  return html`<${Idle} view=${view} />${lost}`;
}

render(html`<${Tablet} />`, document.getElementById("app"));
