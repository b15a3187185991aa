// One number of today: found by what stands on the slip, its state, and what can be done for it.
import { clock, get, html, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { useSettled } from "../commands.js";
import { Done, Problem, ticketPath, useAct } from "./parts.js";
import { HOLDS, LANES, LEVELS, STATES, VOID_REASONS, places, ticketIds, numberOf, windowName } from "./words.js";

const LOOK_MS = 300; // one look for a burst of changes

const nothing = (number) => ({ detail: `今天没有 ${number} 号,请核对号票。`, detail_en: `There is no ${number} today; please check the slip.` });
const UNREADABLE = { detail: "请输入号码,如 A017 或 17。", detail_en: "Please enter a number, such as A017 or 17." };

export function Lookup({ desk, shown, onShow }) {
  const [typed, setTyped] = useState("");
  const [several, setSeveral] = useState([]);
  const [problem, setProblem] = useState(null);
  const open = (id) => { setSeveral([]); setProblem(null); onShow(id); };
  const find = (event) => {
    event.preventDefault();
    const ids = ticketIds(typed, desk.view.hall, desk.view.queues);
    onShow(null);
    setProblem(ids.length ? null : UNREADABLE);
    if (ids.length === 1) open(ids[0]); else setSeveral(ids);
  };
  return html`<section class="card lookup" aria-label="查号">
    <form onSubmit=${find} role="search" aria-label="查号码"><label for="lookup">查号码<span class="en" lang="en">Find a number</span></label>
      <div class="line"><input id="lookup" data-testid="lookup" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="12" placeholder="A017" value=${typed}
        onInput=${(e) => setTyped(e.target.value)} /><button class="key" data-testid="find">查找</button><kbd>F4</kbd></div></form>
    ${several.length > 0 && html`<div class="quick" role="group" aria-label="是哪一个号码">${several.map((id) => html`
      <button type="button" key=${id} class="number" data-testid=${`which-${numberOf(id)}`} onClick=${() => open(id)}>${numberOf(id)}</button>`)}</div>`}
    <${Problem} problem=${problem} />
    ${shown && html`<${Ticket} key=${shown} id=${shown} desk=${desk} onClose=${() => { onShow(null); document.getElementById("lookup")?.focus(); }} />`}
  </section>`;
}

/** {found, problem, look}: the ticket as the server knows it, asked again when the hall changes. */
function useTicket(id, seq, onLost) {
  const [found, setFound] = useState(null);
  const [problem, setProblem] = useState(null);
  const newest = useRef(0);
  const look = async () => {
    const { ok, status, data, problem: refusal } = await get(ticketPath(id));
    if (ok && data.seq >= newest.current) { newest.current = data.seq; setFound(data); }
    if (status === 401) onLost();
    setProblem(ok ? null : status === 404 ? nothing(numberOf(id)) : refusal);
  };
  useEffect(() => {
    const timer = setTimeout(look, found ? LOOK_MS : 0);
    return () => clearTimeout(timer);
  }, [id, seq]);
  return { found, problem, look };
}

function Where({ ticket, ahead, wait, desk }) {
  const { timezone } = desk.view.hall;
  const at = ticket.window ? windowName(ticket.window) : "";
  const queue = desk.view.queues.find((q) => q.id === ticket.queue);
  const words = {
    waiting: () => `前面等候 ${ahead} 人${wait ? `,预计 ${wait.low_min}–${wait.high_min} 分钟` : ""};${places(queue?.windows ?? []).map((one) => one.join(" ")).join("或")}`,
    called: () => `请到 ${at}(已呼叫 ${ticket.calls} 次)`,
    serving: () => `在 ${at} 办理`,
    passed: () => `${at} 呼叫 ${ticket.calls} 次,无人应答`,
    held: () => `${HOLDS[ticket.hold] ?? ""} · ${at}`,
    finished: () => `在 ${at} 办结`,
  }[ticket.state];
  return html`<p class="where">${words?.()}<span class="soft">${clock(ticket.taken_at, timezone)} 取号${ticket.called_at ? `,${clock(ticket.called_at, timezone)} 呼叫` : ""}</span></p>`;
}

/** What may be done with it: [{what, label, body, main, ask}]. `ask` opens a question first. */
function offers(ticket, { may, kiosk }) {
  const paper = kiosk ? { kiosk: kiosk.id } : {};
  const list = [];
  const { state } = ticket;
  if (may.paper && state === "passed") list.push({ what: "requeue", label: kiosk ? "过号重排并打印" : "过号重排", body: paper, main: true });
  if (may.wake && state === "held") list.push({ what: "wake", label: "唤醒(材料已齐)", body: {}, main: true });
  if (may.paper && kiosk && ["waiting", "called", "serving", "passed", "held"].includes(state)) list.push({ what: "reprint", label: "补打", body: paper });
  if (may.desk && ["waiting", "passed", "held"].includes(state)) list.push({ what: "cancel", label: "弃号", ask: true }, { what: "void", label: "作废", ask: true });
  return list;
}

function said(what, data, number, kiosk) {
  if (what === "requeue") return `${number} 已重新排队,前面 ${data.ahead} 人`;
  if (what === "reprint") return `${number} 已送到${kiosk?.name}打印`;
  return { wake: `${number} 已唤醒,优先呼叫`, cancel: `${number} 已弃号`, void: `${number} 已作废`, card: `${number} 的评议已录入` }[what];
}

function Ticket({ id, desk, onClose }) {
  const { found, problem, look } = useTicket(id, desk.seq, desk.onLost);
  const { act, problem: refused, working } = useAct(desk);
  const [asking, setAsking] = useState(null);
  const [done, setDone] = useState("");
  const card = useRef(null);
  const settled = useSettled(found?.ticket.state);
  const there = found !== null;
  useEffect(() => { card.current?.focus({ preventScroll: true }); }, [there]);
  useEffect(() => setAsking(null), [found?.ticket.state]);
  if (problem) return html`<${Problem} problem=${problem} />`;
  if (!found) return null;
  const { ticket } = found;
  const state = STATES[ticket.state];
  const give = async (what, body) => {
    if (!settled) return;
    const data = await act(ticketPath(id, what), body);
    if (!data) return;
    setAsking(null);
    setDone(said(what, data, ticket.number, desk.kiosk));
    card.current?.focus({ preventScroll: true });
    look();
  };
  return html`<div class="ticket" ref=${card} tabindex="-1" data-testid="ticket" data-state=${ticket.state} aria-label=${ticket.number} role="group">
    <div class="ticket-top"><b class="number">${ticket.number}</b>
      <span class="badge ${state.tone}" data-testid="ticket-state">${state.word}</span>
      <span class="soft">${ticket.queue_name}${ticket.lane === "normal" ? "" : ` · ${LANES[ticket.lane]}`}${ticket.assist ? " · 需协助" : ""}</span>
      <button type="button" class="key slim" aria-label="关闭" onClick=${onClose}>×</button></div>
    <${Where} ticket=${ticket} ahead=${found.ahead} wait=${found.wait} desk=${desk} />
    <${Story} id=${id} changed=${found.seq} timezone=${desk.view.hall.timezone} />
    ${!asking && html`<div class="keys">${offers(ticket, desk).map((offer) => html`<button type="button" key=${offer.what} class=${offer.main ? "main" : "key"} data-testid=${`do-${offer.what}`}
      aria-disabled=${String(working || !settled)} onClick=${() => (offer.ask ? setAsking({ what: offer.what }) : give(offer.what, offer.body))}>${offer.label}</button>`)}</div>`}
    ${!asking && ticket.state === "finished" && desk.may.desk && html`<fieldset class="card-levels"><legend>录入评议卡 <span class="en" lang="en">Enter a paper card</span></legend>
      ${LEVELS.map(([level, word]) => html`<button type="button" class="key" key=${level} data-testid=${`level-${level}`} onClick=${() => setAsking({ what: "card", level, word })}>${word}</button>`)}</fieldset>`}
    ${asking && html`<${Question} key=${asking.what} asking=${asking} number=${ticket.number} working=${working || !settled} onGo=${(body) => give(asking.what, body)} onBack=${() => setAsking(null)} />`}
    <${Problem} problem=${refused} /><${Done} text=${!refused && done} />
  </div>`;
}

/** What has happened to it, asked for when it is opened and whenever it has changed since. */
function Story({ id, changed, timezone }) {
  const [open, setOpen] = useState(false);
  const [lines, setLines] = useState(null);
  useEffect(() => {
    if (!open) return undefined;
    let gone = false;
    get(ticketPath(id, "story")).then(({ ok, data }) => { if (ok && !gone) setLines(data.story); });
    return () => { gone = true; };
  }, [id, open, changed]);
  return html`<details class="story" onToggle=${(e) => setOpen(e.currentTarget.open)}><summary data-testid="story">经过 <span class="en" lang="en">What happened</span></summary>
    ${lines && html`<ol>${lines.map((line, index) => html`<li key=${index}><time>${clock(line.at, timezone, true)}</time> ${line.text}</li>`)}</ol>`}</details>`;
}

const QUESTIONS = {
  cancel: (number) => [`群众放弃 ${number}?`, "号码退出排队,不能恢复。", "确认弃号"],
  void: (number) => [`作废 ${number}?`, "号码退出排队,不能恢复。", "确认作废"],
  card: (number, { word }) => [`${number} 的评议卡:${word}?`, "录入后不能更改,并记下您的工号。", "确认录入"],
};

function Question({ asking, number, working, onGo, onBack }) {
  const [reason, setReason] = useState("");
  const first = useRef(null);
  useLayoutEffect(() => first.current.focus(), []);
  const [title, text, yes] = QUESTIONS[asking.what](number, asking);
  const go = (event) => {
    event.preventDefault();
    onGo(asking.what === "void" ? { reason: reason.trim() } : asking.what === "card" ? { level: asking.level } : {});
  };
  return html`<form class="question" onSubmit=${go} aria-label=${title} onKeyDown=${(e) => { if (e.key === "Escape") onBack(); }}>
    <p><b>${title}</b> ${text}</p>
    ${asking.what === "void" && html`<div class="field"><label for="void-reason">原因</label>
      <p class="quick">${VOID_REASONS.map((one) => html`<button type="button" key=${one} data-testid=${`void-${one}`} aria-disabled=${String(working)} onClick=${() => onGo({ reason: one })}>${one},作废</button>`)}</p>
      <input id="void-reason" data-testid="void-reason" ref=${first} required maxlength="200" autocomplete="off" value=${reason} onInput=${(e) => setReason(e.target.value)} /></div>`}
    <div class="keys"><button type="button" class="key" ref=${asking.what === "void" ? null : first} data-testid="back" onClick=${onBack}>返回</button>
      <button class="main" data-testid="confirm" aria-disabled=${String(working)}>${yes}</button></div>
  </form>`;
}
