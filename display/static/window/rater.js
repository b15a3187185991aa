// The tablet at a window: the window's screen while nobody is asked, five keys after a visit, thanks after the commit.
import { html, newKey, post, render, useEffect, useRef, useState } from "/static/hall.js";
import { Ask } from "./rater_ask.js";
import { Sorry, Thanks } from "./rater_after.js";
import { Unattended } from "/static/unattended.js";
import { Screen, storeOf, useKeptFeed } from "./scenes.js";

const THANKS_MS = 6_000;
const SORRY_MS = 60_000; // time to read six reasons; a new question takes its place at once
const BAD = 2;
const OVER = new Set(["already_rated", "rating_closed", "unknown_visit"]);

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

/** Over a reload no question is kept: it may be over. */
const quiet = (view) => ({ ...view, visit: "", state: "idle" });

/** Who is called while the citizen before still stands here: the window may have no other screen. Its place is kept, so that no key moves under a finger. */
function Next({ screen }) {
  const { scene, number } = screen;
  return html`<p class=${scene === "call" ? "next-call on" : "next-call"} role="status" data-testid="next-call">${scene === "call" && html`请 <b class="number">${number}</b> 到本窗口办理<span class="en">${number}, please come to this window</span>`}</p>`;
}

function Tablet() {
  const { view, stale, refused } = useKeptFeed("/rater", { keep: quiet, resting: ({ visit }) => !visit });
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
  if (view.screen.scene === "evacuate") return html`<${Screen} view=${{ ...view.screen, hall: view.hall, window: view.window }} stale=${stale} />`;
  const sending = pressed && !pressed.problem;
  const visit = sending ? pressed.visit : view.visit;
  const lost = stale && html`<p class="badge warn stale" role="status" data-testid="stale">连接中断,正在重试<span class="en">No connection, trying again</span></p>`;
  if (visit && (sending || visit !== after?.visit)) {
    const mine = pressed?.visit === visit ? pressed : null;
    return html`<${Next} screen=${view.screen} /><${Ask} key=${visit} view=${view} pressed=${mine} onPress=${(level) => press(visit, level)} />${lost}`;
  }
  if (after?.kind === "sorry") return html`<${Next} screen=${view.screen} /><${Sorry} key=${after.visit} visit=${after.visit} onTouch=${() => setAfter((now) => now && { ...now })} onDone=${(said) => setAfter(said === true ? { kind: "thanks", visit: after.visit } : null)} />${lost}`;
  if (after) return html`<${Next} screen=${view.screen} /><${Thanks} problem=${after.problem} />${lost}`;
  return html`<${Screen} view=${{ ...view.screen, hall: view.hall, window: view.window }} stale=${stale} />`;
}

render(html`<${Unattended} forget=${() => storeOf("/rater").drop()}><${Tablet} /><//>`, document.getElementById("app"));
