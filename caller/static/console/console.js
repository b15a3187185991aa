// The console of one window: its state, the number in hand, the keys, and who waits.
import { boot, html, newKey, useEffect, useFeed, useNow, useState } from "/static/hall.js";
import { Sample } from "/static/sign_in.js";
import { offered, STATES, useKeys } from "./actions.js";
import { AWAY, useCommands, useSettled } from "../commands.js";
import { InHand, Keys } from "./desk.js";
import { HandOver } from "./hand_over.js";
import { HelpLine } from "./help_line.js";
import { LeadKey } from "../lead/lead.js";
import { Held, Passed } from "./lists.js";
import { LockKey, stillHere } from "./lock.js";
import { Given } from "./notice.js";
import { MyDay, OutcomeAsked, Unnoted, useOutcome } from "./outcome.js";
import { Asking } from "./panels.js";
import { Message, UrgentNotices } from "../parts.js";
import { Receipt } from "./receipt.js";
import { Sent } from "./targets.js";
import { Devices, Waiting } from "./waiting.js";

const NOT_NOW = { detail: "现在不能这样操作,请看当前状态。", detail_en: "This cannot be done in the present state." };

/** These ask something first, and these when the hall will have a reason. */
const ASKED = ["suspend", "hold", "transfer", "return", "call", "notice", "hand-over"];
const WANTS_REASON = { "sign-out": ["too_early_to_leave", "queue_waits", "held_waits", "reason_required"], "walk-in": ["reason_required"] };

export function Console({ windowId, staff, said, say, onLeave, onLost, onStaff }) {
  const { view, seq, stale, refused } = useFeed("/caller", { window: windowId });
  useEffect(() => {
    if (refused?.code === "sign_in_required") onLost();
    else if (refused) { say(refused); onLeave(); }
  }, [refused]);
  if (!view) {
    return html`<section class="page"><p class="soft" role="status">正在连接…<span class="en" lang="en">Connecting…</span></p>
      <${Message} said=${said} /><button type="button" class="side-key" onClick=${onLeave}>换窗口</button></section>`;
  }
  return html`<${Desk} ...${{ windowId, staff, view, seq, stale, said, say, onLeave, onLost, onStaff }} />`;
}

function Desk({ windowId, staff, view, seq, stale, said, say, onLeave, onLost, onStaff }) {
  const { window, hall } = view;
  const state = window.state;
  const now = useNow(1000);
  const [asked, setAsked] = useState(null); // {action, ticket}: what is asked before a command, and about which number
  const [told, setTold] = useState(null); // what is to be read out of what was just done: {sent} on from here, or {given} on paper
  const [home, setHome] = useState(0); // a new number brings the focus back to the main key
  const { ready, run } = useCommands({ seq, stand: window.stand, stale, say, onLost });
  // A number that leaves its list moves the next one under the finger.
  const listed = useSettled([...view.held, ...view.passed].map((ticket) => ticket.id).join());
  const outcome = useOutcome({ view, stale, say, onLost });
  const mine = !view.staff || view.staff.no === staff.no;
  const inHand = view.ticket?.id ?? null;
  // A panel lives only as long as the state and the number it was opened for: a keypad may be quicker.
  const asking = asked && offered(window, asked.action) && (asked.action === "hand-over" || asked.inHand === inHand) ? asked : null;
  useEffect(() => { if (!asking) setAsked(null); }, [asking]);
  useEffect(stillHere, [inHand, state]);
  useEffect(() => { if (inHand && inHand !== told?.id) setTold(null); if (inHand) outcome.heard(); }, [inHand]);
  useEffect(() => {
    document.title = `${view.ticket ? `${view.ticket.number} ` : ""}${STATES[state].word} · ${window.label}`;
  }, [view.ticket?.number, state, window.label]);

  const may = (action) => {
    if (stale) say(AWAY);
    else if (!ready || asking) return false;
    else if (!mine || !offered(window, action)) say(NOT_NOW);
    else return true;
    return false;
  };
  const can = (action) => mine && !stale && !asking && offered(window, action);
  const here = (action) => `/api/windows/${encodeURIComponent(windowId)}/${action}`;
  const ask = (action, more) => setAsked({ action, inHand, ...more });
  const give = async (action, body, key, target) => {
    const { ok, code, data } = await run(action === "notice" ? "/api/guide-slips" : here(action), body, key);
    if (ok && action === "sign-out") onLeave();
    else if (ok && action === "transfer") setTold({ id: asking.ticket.id, sent: { ...asking.ticket, target, back: body.come_back } });
    else if (ok && action === "notice") setTold({ id: asking.ticket.id, given: { ...target, number: asking.ticket.number, notice: data.notice } });
    else if (WANTS_REASON[action]?.includes(code) && mayOverride(code, staff)) ask(action, { body });
  };
  const press = async (action, ticket = view.ticket) => {
    if (!may(action)) return;
    if (ASKED.includes(action)) { say(null); ask(action, { ticket }); }
    else if (action === "walk-in" && view.queues.length > 1) { say(null); ask(action, { queues: view.queues }); }
    else if (action === "walk-in") await give(action, { queue: view.queues[0].id }, newKey());
    else if (action === "call-next" && window.store_next) await give(action, { store: true }, newKey());
    else if (action !== "help" || !window.help_asked) await give(action, {}, newKey());
  };
  const answer = async (body, key, target) => {
    if (!stale && !ready) return;
    setAsked(null);
    await give(asking.action, { ...asking.body, ...body }, key, target);
  };
  const wake = async (ticket) => {
    if (!listed || !may("wake")) return;
    setHome(home + 1);
    await run(`/api/tickets/${encodeURIComponent(ticket.id)}/wake`, {}, newKey());
  };
  const heard = () => { setTold(null); setHome(home + 1); };
  useKeys(press);

  return html`<section class="console" aria-label=${window.label}>
    <div class="column">
      <${Head} view=${view} staff=${staff} mine=${mine} onLeave=${state === "closed" || !mine || window.more_windows ? onLeave : null} />
      ${hall.state !== "open" && html`<p class="hall-state" role="status">${hall.text}<span class="en" lang="en">${hall.text_en}</span></p>`}
      <${UrgentNotices} hall=${hall} />
      <${InHand} view=${view} now=${now} />
      ${asking?.action === "hand-over" ? html`<${HandOver} ...${{ windowId, stale, say, onLost }} number=${view.ticket?.number} onDone=${onStaff} onCancel=${() => setAsked(null)} />`
        : asking ? html`<${Asking} key=${asking.queues ? "queue" : asking.action} ...${asking} windowId=${windowId} papers=${view.papers} onAnswer=${answer} onCancel=${() => setAsked(null)} />`
        : html`<${Keys} key=${home} now=${now} window=${window} busy=${view.waiting_total > 0} ready=${ready && mine} stale=${stale} onPress=${press} />`}
      <${HelpLine} window=${window} timezone=${hall.timezone} />
      ${stale && html`<p class="stale" role="status" data-testid="stale"><span aria-hidden="true">!</span>连接中断,正在恢复<span class="en" lang="en">Connection lost, coming back</span></p>`}
      <${Message} said=${said} />
      ${mine && outcome.asked && html`<${OutcomeAsked} key=${outcome.asked.id} ticket=${outcome.asked} chosen=${outcome.chosen} settled=${outcome.settled} outcomes=${view.outcomes} quiet=${Boolean(asking)}
        onNote=${(body) => outcome.note(outcome.asked, body)} onCancel=${() => outcome.ask(null)} onDone=${() => setHome(home + 1)} />`}
      ${mine && outcome.receipt && html`<${Receipt} key=${outcome.receipt.line} noted=${outcome.receipt} papers=${view.papers} say=${say} onGiven=${(given) => { outcome.heard(); setTold(given); }} onClose=${outcome.heard} />`}
      ${told?.sent && html`<${Sent} sent=${told.sent} slip=${view.sent?.id === told.id && view.sent.leg === told.sent.leg ? view.sent : { slip: "pending" }} onClose=${heard} />`}
      ${told?.given && html`<${Given} given=${told.given} notice=${view.notice} onClose=${heard} />`}
    </div>
    <div class=${`column ${view.held.length + view.passed.length ? "with-more" : ""}`}>
      <${Waiting} view=${view} now=${now} />
      <${Held} tickets=${view.held} windowId=${windowId} idle=${!can("wake")} ready=${ready && listed} onWake=${wake} />
      <${Passed} tickets=${view.passed} idle=${!can("call")} ready=${ready && listed} onCall=${(ticket) => listed && press("call", ticket)} />
      ${mine && html`<${Unnoted} tickets=${view.unnoted.filter((ticket) => ticket.id !== outcome.asked?.id)} total=${view.unnoted_total - (view.unnoted.some((ticket) => ticket.id === outcome.asked?.id) ? 1 : 0)} onAsk=${outcome.ask} />
        <${MyDay} view=${view} onAsk=${outcome.ask} />`}
      <${Devices} devices=${view.devices} />
      <${Sample} />
    </div>
  </section>`;
}

/** Only the lead or the duty officer may let somebody go while citizens wait: a reason alone does not. */
const mayOverride = (code, staff) => !["queue_waits", "held_waits"].includes(code) || staff.roles?.some((role) => role === "lead" || role === "duty");

/** Of who sits here, where the hall has one (R21). */
function Photo({ no }) {
  const [broken, setBroken] = useState(false);
  const photo = boot.photos?.[no];
  return photo && !broken ? html`<img class="desk-photo" src=${photo} alt="" data-testid="photo" onError=${() => setBroken(true)} />` : null;
}

function Head({ view, staff, mine, onLeave }) {
  const { window } = view;
  const person = view.staff ?? staff;
  const { word, tone } = STATES[window.state];
  return html`<header class="desk-head">
    <${Photo} key=${person.no} no=${person.no} />
    <div class="desk-window"><h1>${window.label}</h1>
      <p class="desk-staff">${person.name} <span class="soft">${person.no} · ${person.unit}</span>
        ${window.also.length > 0 && html` <span class="badge plain" data-testid="also">兼 ${window.also.join("、")}</span>`}
        ${window.acting_for && html` <span class="badge plain" data-testid="acting-for">顶岗 ${window.acting_for}</span>`}</p></div>
    <div class="desk-state"><span class=${`badge ${tone}`} data-testid="state" data-state=${window.state} role="status">${word}</span>
      ${onLeave && html`<button type="button" class="side-key slim" onClick=${onLeave} data-testid="leave">换窗口</button>`}
      <${LeadKey} staff=${staff} /><${LockKey} /></div>
    ${!mine && html`<p class="not-mine" role="status">本窗口由 ${person.name} 签到,您不能在此操作。
      <span class="en" lang="en">Someone else is signed in here.</span></p>`}
  </header>`;
}
