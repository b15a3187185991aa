// The day in numbers, slips nobody confirmed, calls out of order, and what just happened.
import { boot, clock, get, html, useEffect, useState } from "/static/hall.js";
import { voidSlip } from "../ask.js";
import { BOARDS, COUNTS, SLIPS, actor, atOnce, kioskState, oneEach, sayer, sentence } from "../words.js";

const LOG_AFTER_MS = 400; // one look at the log for a burst of changes

export function Counts({ counts }) {
  return html`<section class="card"><h2>今日</h2><dl class="counts">${COUNTS.map(([key, word]) => html`
    <div key=${key}><dt>${word}</dt><dd data-testid="count-${key}">${counts[key] ?? 0}</dd></div>`)}</dl></section>`;
}

export function Kiosks({ kiosks, away, onOpen }) {
  return html`<section class="card"><h2>取号机</h2><ul class="lamps">${kiosks.map((kiosk) => {
    const { word, tone } = kioskState(kiosk, away);
    return html`<li key=${kiosk.id}><button type="button" class="lamp ${tone}" data-testid="kiosk-${kiosk.id}" data-closed=${kiosk.closed} onClick=${() => onOpen({ kind: "kiosk", id: kiosk.id })}>
      <i class="shape" aria-hidden="true"></i>${kiosk.name}<span>${word}</span></button></li>`;
  })}</ul></section>`;
}

/** A board that is well but leaves the speaking to another of its zone says so. */
function stateOf(board, boards) {
  const mouth = boards.find(({ zone, speaks }) => zone === board.zone && speaks);
  return board.state === "well" && mouth.id !== board.id ? `正常,由${mouth.name}播报` : BOARDS[board.state].word;
}

/** Where the boards of the hall are and whether they speak. */
export function Boards({ boards, timezone, onOpen }) {
  return html`<section class="card"><h2>大屏与播报</h2><ul class="lamps">${boards.map((board) => {
    const { tone } = BOARDS[board.state];
    const word = stateOf(board, boards);
    return html`<li key=${board.id}><button type="button" class="lamp ${tone}" data-testid="board-${board.id}" data-state=${board.state} onClick=${() => onOpen({ kind: "board", id: board.id })}>
      <i class="shape" aria-hidden="true"></i>${board.name}<span>${word}${tone !== "good" && html` <time>${clock(board.since, timezone)} 起</time>`}</span></button></li>`;
  })}</ul></section>`;
}

export function Unconfirmed({ slips, timezone, onAsk }) {
  if (!slips.length) return null;
  return html`<section class="card" id="unconfirmed" data-testid="unconfirmed"><h2>未确认打印 <small>${slips.length}</small></h2><ul class="slips">${slips.map((slip) => html`
    <li key=${slip.id}><b class="number">${slip.number}</b><span>${SLIPS[slip.slip] ?? slip.slip}</span>
      <time>${clock(slip.taken_at, timezone)}</time>
      <button data-testid="void-${slip.number}" onClick=${() => onAsk(voidSlip(slip))}>作废</button></li>`)}</ul></section>`;
}

/** Who called whom out of order, and why: a citizen's question is answered on the spot (R47). */
export function Chosen({ calls, view, onOpen }) {
  if (!calls.length) return null;
  const { timezone } = view.hall, day = view.hall.day.replaceAll("-", "");
  return html`<section class="card" data-testid="chosen"><h2>指定呼叫 <small>${calls.length}</small></h2><ul class="slips" tabindex="0" aria-label="指定呼叫">${calls.map((call) => html`
    <li key=${`${call.at}.${call.number}`}><button type="button" class="chip" onClick=${() => onOpen({ kind: "ticket", id: `${day}-${call.number}` })}><b class="number">${call.number}</b></button><span>${call.window || "绿色通道"} ${boot.names[call.staff] ?? call.staff}:${call.reason}</span>
      <time>${clock(call.at, timezone)}</time></li>`)}</ul></section>`;
}

/** Every half minute of an alarm: nothing that anybody did. */
const SAID_AGAIN = "hall.notice_said.v1";

function useLog(seq) {
  const [events, setEvents] = useState([]);
  useEffect(() => {
    const timer = setTimeout(async () => {
      const answer = await get("/api/events?limit=50");
      if (answer.ok) setEvents(atOnce(oneEach(answer.data.events).filter((event) => event.type !== SAID_AGAIN)));
    }, LOG_AFTER_MS);
    return () => clearTimeout(timer);
  }, [seq]);
  return events;
}

const say = sayer(boot);

export function Log({ seq, timezone }) {
  const events = useLog(seq);
  return html`<section class="card log"><h2>日志</h2><ol data-testid="log" tabindex="0" aria-label="日志">${events.map((event) => html`
    <li key=${event.seq}><time>${clock(event.at, timezone, true)}</time><span>${sentence(event, say)}</span>
      <small>${actor(event.actor, say)}</small></li>`)}</ol></section>`;
}
