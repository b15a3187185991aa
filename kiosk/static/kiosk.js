// The citizen's kiosk: start -> (matters, search …) -> a touch -> result or trouble -> start. The page never navigates.
import { boot, html, newKey, post, render, useEffect, useRef, useState, useFeed } from "/static/hall.js";
import { Closed, Connecting, Evacuation, Frame, Refused, Trouble } from "./frame.js";
import { useCatalogue } from "/static/catalogue.js";
import { CheckIn } from "./identity/check_in.js";
import { Guide, GuideKey } from "./guide/guide.js";
import { GuideMatter } from "./guide/matter.js";
import { Matters } from "./way/matters.js";
import { Others } from "./way/others.js";
import { Existing } from "./existing.js";
import { Identity } from "./identity/identity.js";
import { refused as afterRefusal } from "./refusals.js";
import { Result } from "./result.js";
import { Search } from "./way/search.js";
import { Start } from "./way/start.js";
import { lockDown } from "./lock.js";
import { useRenewal } from "/static/renew.js";
import { Staff } from "./staff/gate.js";
import { useKeys, useMainFocus } from "./keys.js";
import { Forgotten, Languages, PLAIN, useModes } from "./modes/modes.js";
import { useVoice } from "./modes/speak.js";
import { StillThere } from "./time.js";
import { useSettled } from "./touch.js";
import { CHINESE, N_, T, useLanguage } from "./words.js";

/** One component a stage, all called with the same props: see `props` below. */
const PAGES = {
  start: Start,
  matters: Matters,
  search: Search,
  others: Others,
  "check-in": CheckIn,
  guide: Guide,
  "guide-matter": GuideMatter,
  identity: Identity,
  existing: Existing,
  result: Result,
  trouble: Trouble,
  staff: Staff,
};
/** These stay though the hall closes meanwhile: somebody is reading what became of a number. */
const LASTING = ["result", "trouble", "existing"];
/** What to bring may be read at any hour, and the staff come when they will. */
const READING = ["guide", "guide-matter", "staff"];

const AUTH = { id: boot.id };
const NOTE_MS = 6_000;
const START = { page: "start", visit: 0 };
const MODES = { ...PLAIN, priority: false };
const REFUSED = N_("连接中断,现在不能取号。请稍候,或到总服务台取号。");

function Kiosk() {
  const { view, stale, refused } = useFeed("/kiosk", AUTH);
  const [stage, setStage] = useState(START);
  const [issuing, setIssuing] = useState(null);
  const [note, setNote] = useState(null);
  const [modes, setModes] = useState(MODES);
  const busy = useRef(false); // state alone would let two touches of one frame through
  const [choosing, setChoosing] = useState(false);
  const [language, setLanguage] = useLanguage();
  const settled = useSettled(stage.visit) || stage.visit === 0;
  const catalogue = useCatalogue(view?.hall.day, stale);

  useEffect(() => {
    const timer = setTimeout(() => setNote(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);
  useEffect(() => { if (!stale) setNote(null); }, [stale]);

  /** Show another stage: `page` is a key of PAGES, the rest is for that page as `stage`. */
  const turn = (next) => setStage((last) => ({ ...next, visit: last.visit + 1 }));
  /** The next citizen starts anew: the start page, no mode of the one before. */
  const home = () => { setModes(MODES); setLanguage(CHINESE); setChoosing(false); turn({ page: "start" }); };
  const toStaff = () => { if (busy.current || stage.page === "staff") return; home(); turn({ page: "staff" }); };
  const setMode = (mode) => setModes((last) => ({ ...last, ...mode }));

  /** Ask for a number, once however often it is sent; `what` marks the key that was touched. */
  const issue = async (what, path, body) => {
    if (busy.current) return;
    if (stale) { setNote({ k: REFUSED }); return; }
    busy.current = true;
    setIssuing(what);
    const { ok, data, problem } = await post(path, { ...body, kiosk: boot.id }, { key: newKey(), tries: 3 });
    busy.current = false;
    setIssuing(null);
    setMode({ priority: false });
    turn(ok ? { page: "result", ticket: data } : afterRefusal(problem, stage, { what, path, body }));
  };
  /** The one touch that gives a number; who must say who they are does so first. `matter` null: none was named. */
  const take = ({ queue, matter }) => {
    if (queue.real_name !== "none") { turn({ page: "identity", queue, matter }); return; }
    const lane = modes.priority ? "priority" : "normal";
    issue(matter?.id ?? queue.id, "/api/tickets", { queue: queue.id, matter: matter?.id ?? "", lane });
  };

  useModes(modes);
  useKeys(() => { if (!busy.current) home(); });

  const lasting = LASTING.includes(stage.page);
  const closed = view?.closed && !lasting && !READING.includes(stage.page) && !issuing;
  const page = closed ? "closed" : stage.page;
  useRenewal(view, stale, page === "closed" || (page === "start" && !changed(language, modes)));
  const slip = stage.ticket && (view.slips[stage.ticket.id] ?? stage.ticket.slip);
  const told = slip === "pending" ? "printed" : slip; // the same words: they are not said twice
  useMainFocus(`${stage.visit} ${page} ${choosing}`, settled && Boolean(view));
  const [notice] = view?.hall.notices ?? [];
  const leaving = notice?.urgency === "evacuate"; // then boards speak, and nobody is sent to the help desk
  useVoice(modes.voice && Boolean(view) && !leaving, `${stage.visit} ${page} ${told}`, page, { ticket: stage.ticket ?? stage.problem?.ticket, slip: told });

  if (refused && stage.page === "start") return html`<${Refused} refused=${refused} />`;
  if (!view) return html`<${Connecting} />`;
  if (leaving) return html`<${Evacuation} notice=${notice} />`;
  const props = { view, catalogue, stage, settled, issuing, stale, modes, setMode, turn, home, take, issue };
  return html`<${Frame} view=${view} stale=${stale} page=${page} modes=${modes} setMode=${setMode} onLanguage=${() => setChoosing(true)} onStaff=${toStaff}>
    ${closed ? html`<${Closed} closed=${view.closed} />` : html`<${PAGES[stage.page]} key=${stage.visit} ...${props} />`}
    ${closed && html`<${GuideKey} turn=${turn} locked=${issuing !== null || !settled} />`}
    <div class="note-place" role="alert">${note && !lasting && html`<p class="note" data-testid="message"><${T} k=${note.k} /></p>`}</div>
      ${choosing && html`<${Languages} language=${language} onClose=${() => setChoosing(false)} onChoose=${(one) => { setLanguage(one); setChoosing(false); }} />`}
    ${changed(language, modes) && (page === "start" || closed) && html`<${Forgotten} home=${home} />`}
    <${StillThere} home=${home} />
  <//>`;
}

/** Somebody has switched something on. */
const changed = (language, modes) => language !== CHINESE || Object.keys(MODES).some((mode) => modes[mode] !== MODES[mode]);

lockDown();
render(html`<${Kiosk} />`, document.getElementById("app"));
