// The hall board: who is called where. Read from ten metres; it never goes blank and never shows old as new.
import { boot, clock, dateLine, feed, html, isTimeSure, render, serverNow, useEffect, useLasting, useLayoutEffect, useNow, useRef, useState } from "/static/hall.js";
import { Kept } from "/static/kept.js";
import { useRenewal } from "/static/renew.js";
import { Unattended } from "/static/unattended.js";
import { Crowd, Newest, Rows } from "./calls.js";
import { Evacuation, Line, Urgent, pressing } from "./notices.js";
import { Passed, Queues } from "./lines.js";
import { Picture, usePictures } from "./pictures.js";
import { Sights } from "./sights.js";
import { Voice } from "../voice/voice.js";
import { minuteOf, volumeAt } from "../voice/volume.js";

const kept = new Kept(`hallcall.board.${boot.id}`, boot.version);
const before = kept.take();
const CALLING = new Set(["open", "extended"]);
const FOOT_TONE = { open: "good", extended: "warn", outage: "warn", recovery: "warn" };
const LONG_STATEMENT = 16;
const SHORT_GUIDE = 5; // words of the hall's own that still stand in one line
const USUAL_ROWS = 6; // at scale 100; the crowd has two columns of them
const BELOW_URGENT = 3; // rows under what the duty officer tells urgently; a crowd has two columns of them
const SAID_MS = 15_000; // how long what the hall announces stands on the board

/** The feed and the voice of this board: {view, live, stale, sound, twin, said}. The kept view is shown until the snapshot. */
function useBoard() {
  const [shown, setShown] = useState({ view: before?.view ?? null, live: false });
  const [stale, setStale] = useState(true);
  const [sound, setSound] = useState({ sound: "starting", chimeOnly: false, speaking: "" });
  const [twin, setTwin] = useState(false);
  const [said, setSaid] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  useEffect(() => {
    let reconnected = true;
    let told = "";
    const tell = (anew) => {
      const state = voice.health();
      if (state && (anew || state !== told)) link.emit("sound", { state: told = state });
    };
    const onChange = (sound) => { setSound(sound); tell(false); };
    let shared = false;
    const voice = new Voice({
      now: serverNow, sure: isTimeSure, floors: boot.floors, packs: boot.packs,
      volume: () => volumeAt(boot.volume, minuteOf(serverNow(), boot.timezone)),
      onChange, onBegun: (id) => link.emit("begun", { id }), onSpoken: (id) => link.emit("spoken", { id }),
    });
    const link = feed("/display", { id: boot.id }, {
      onView: (view, seq) => {
        if (reconnected) tell(true);
        reconnected = false;
        kept.keep(view);
        setShown({ view, live: true });
        voice.seen(view.hall.notices.map(({ id }) => id), seq);
      },
      onAnnounce: (message) => {
        voice.announce(message);
        if (message.kind === "notice") setSaid(message);
      },
      onMouth: (role) => { shared = role.shared; voice.speaks(role.speaks); setTwin(role.twin); },
      onStale: (value) => {
        reconnected ||= value;
        voice.hold(value && shared);
        setStale(value);
      },
    });
    return () => link.close();
  }, []);
  const old = stale || !shown.live;
  const view = useLasting(shown.view, old, shown.live ? 0 : before?.age);
  useRenewal(view, old, true);
  return { view, live: shown.live && view !== null, stale: old, sound, twin, said };
}

/** The newest seq of the view before this one: what is above it slides in. Nothing slides in after a load. */
function useSeen(view, live) {
  const last = useRef({ view: null, newest: Infinity, seen: Infinity });
  if (live && view !== last.current.view) {
    const newest = Math.max(0, ...view.calls.map((call) => call.seq));
    const seen = last.current.newest === Infinity ? newest : last.current.newest;
    last.current = { view, newest: Math.max(newest, seen), seen };
  }
  return last.current.seen;
}

/** Whether more is called than the board has room for, and what then stands where (sights.js). */
function useSights(calls, room, rows) {
  const sights = useRef(null);
  sights.current ??= new Sights();
  useLayoutEffect(() => sights.current.drawn(performance.now()));
  return calls && sights.current.look(calls, performance.now(), room, 2 * rows);
}

/** Breaks a sentence after a comma, never inside a word. */
const phrases = (text) => text.split(/(?<=[,,])/).map((phrase) => html`<span>${phrase}</span>`);

function Statement({ hall, screen }) {
  const quiet = CALLING.has(hall.state);
  return html`<section class="statement ${quiet ? "" : "closed"} ${hall.text.length > LONG_STATEMENT ? "long" : ""}">
    <p class="place">${hall.name}</p>
    ${quiet && hall.state === "open"
      ? html`<p class="guide ${screen.guide.length > SHORT_GUIDE ? "broad" : ""}">${phrases(screen.guide)}</p><p class="en">${screen.guide_en}</p>`
      : html`<p class="guide">${phrases(hall.text)}</p><p class="en">${hall.text_en}</p>`}
  </section>`;
}

function SoundOff() {
  return html`<button class="sound-off" data-testid="sound-off">
    声音未开启,触摸屏幕开启<span class="en">Sound is off, touch to start</span></button>`;
}

/** "11月24日 星期二": nobody in the hall asks for the year. */
const dayLine = (now, timezone) => dateLine(now, timezone).replace(/^\d+年/, "").replace("日星", "日 星");

/** ["8:30", "11:30", "14:00", "17:00"] -> "8:30–11:30 14:00–17:00". */
const hoursLine = (times) => times.map((time, i) => (i % 2 ? `–${time}` : `${i ? " " : ""}${time}`)).join("");

function Foot({ hall, hours, stale, sound, twin, crowd, clocked }) {
  const now = useNow(1000);
  return html`<footer>
    <p class="state ${FOOT_TONE[hall.state] ?? ""} ${hall.text.length > LONG_STATEMENT ? "long" : ""}"><i class="dot" aria-hidden="true"></i>
      <span>${hall.text}${hall.state === "open" && hours?.length > 0 && html` <span class="hours" data-testid="hours">${hoursLine(hours)}</span>`}<span class="en">${hall.text_en}</span></span></p>
    <div class="badges">
      ${crowd?.pages > 1 && html`<span class="badge plain" data-testid="crowd-page">轮流显示 ${crowd.page + 1}/${crowd.pages}</span>`}
      ${hall.sample && html`<span class="badge plain">示范大厅</span>`}
      ${sound.chimeOnly && html`<span class="badge plain">仅提示音</span>`}
      ${twin && html`<span class="badge plain" data-testid="twin">由另一处播报</span>`}
      ${stale && html`<span class="badge warn" data-testid="stale" role="status">数据可能不是最新</span>`}
    </div>
    ${clocked && html`<p class="clock"><b>${clock(now, hall.timezone)}</b><span class="day">${dayLine(now, hall.timezone)}</span></p>`}
  </footer>`;
}

function Connecting() {
  return html`<div class="grid"><section class="statement"><p class="place">${boot.hall_name}</p>
    <p class="guide">正在连接…</p><p class="en">Connecting…</p></section></div>`;
}

/** The calls as they stand: the hall's statement or the newest one large, and rows; or the places of a crowd. */
function Calls({ view, crowd, seen, onRoom }) {
  const { hall, calls, screen } = view;
  const floors = screen.floors.length > 1;
  if (crowd?.crowded) return html`<div class="calls"><${Crowd} ...${crowd} floors=${floors} seen=${seen} /></div>`;
  const calling = CALLING.has(hall.state);
  const large = calling && screen.panels.includes("newest") ? calls[0] : null;
  const others = large ? calls.slice(1) : calls;
  const listed = others.length > 0 && screen.panels.includes("last");
  return html`<div class="calls">
    ${large ? html`<${Newest} key=${large.seq} call=${large} floors=${floors} fresh=${large.seq > seen} />`
      : !(calling && listed) && html`<${Statement} hall=${hall} screen=${screen} />`}
    ${screen.panels.includes("last") && (large || listed) && html`<${Rows} calls=${others} usual=${screen.rows} floors=${floors} seen=${seen} onRoom=${onRoom} />`}
  </div>`;
}

function Board() {
  const { view, live, stale, sound, twin, said: announced } = useBoard();
  const notices = view?.hall.notices ?? [];
  const { evacuate, urgent } = pressing(notices);
  const standing = [view?.hall.text, ...notices.map(({ text }) => text)];
  const said = standing.includes(announced?.text) ? null : announced; // it stands there anyway
  const seen = useSeen(view, live);
  const [rows, setRows] = useState(USUAL_ROWS); // as many as there is room for now
  const panels = new Set(view?.screen.panels);
  const pressed = urgent.length > 0;
  const lines = urgent.length > 1 ? [] : notices.filter(({ urgency }) => urgency === "plain"); // no room beside turns
  const room = pressed ? BELOW_URGENT : (panels.has("newest") ? 1 : 0) + (panels.has("last") ? rows : 0);
  const usual = pressed ? BELOW_URGENT : Math.floor((USUAL_ROWS * 100) / view?.screen.scale);
  const crowd = useSights(view && CALLING.has(view.hall.state) ? view.calls : null, room, usual);
  const quiet = live && !stale && !said && !pressed && !crowd?.crowded && view.hall.state === "open";
  const picture = usePictures(quiet ? view.calls[0]?.at ?? 0 : null);
  if (!view) return html`<h1 class="hidden">${boot.hall_name}</h1><${Connecting} />`;
  const { hall, screen, calls } = view;
  if (evacuate) return html`<h1 class="hidden">${hall.name} ${screen.name}</h1><${Evacuation} notice=${evacuate} stale=${stale} />`;
  const side = !pressed && !crowd?.crowded && (panels.has("waiting") || panels.has("passed"));
  const floors = screen.floors.length > 1;
  const below = (most) => calls.length > 0 && html`<${Rows} calls=${calls} usual=${most} floors=${floors} seen=${seen} />`;
  return html`<h1 class="hidden">${hall.name} ${screen.name}</h1>
    <div class="grid ${side ? "" : "broad"}" data-speaking=${sound.speaking} style=${`--scale: ${screen.scale / 100}`}>
      ${pressed ? html`<div class="calls"><${Urgent} notices=${urgent} />${crowd?.crowded ? html`<${Crowd} ...${crowd} floors=${floors} seen=${seen} />` : below(BELOW_URGENT)}</div>`
        : picture ? html`<div class="calls"><${Picture} ...${picture} />${below(2)}</div>`
        : html`<${Calls} view=${view} crowd=${crowd} seen=${seen} onRoom=${setRows} />`}
      ${side && html`<aside>${panels.has("waiting") && html`<${Queues} queues=${view.queues} />`}
        ${panels.has("passed") && html`<${Passed} numbers=${view.passed} brief=${Boolean(said) || lines.length > 0} />`}</aside>`}
      <div class="base"><${Line} said=${said} notices=${lines} />${sound.sound === "off" && !twin && html`<${SoundOff} />`}
        <${Foot} hall=${hall} hours=${view.hours} stale=${stale} sound=${sound} twin=${twin} crowd=${crowd} clocked=${panels.has("clock")} /></div>
    </div>`;
}

render(html`<${Unattended} forget=${() => kept.drop()}><${Board} /><//>`, document.getElementById("app"));
