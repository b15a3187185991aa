// One number of today: found by what people say, what happened to it, why it was called when it was, and what may be done with it.
import { clock, get, html, useEffect, useRef, useState } from "/static/hall.js";
import { ticketIds } from "/static/ticket_ids.js";
import { cancelTicket, openGreen, voidTicket } from "../ask.js";
import { Facts, Problem, Sheet, useLook } from "./behind.js";
import { TICKETS } from "../words.js";

const LANE = { normal: "普通", priority: "优先" }, TIER = { first: "主办", second: "备办", none: "不办" };
const OPEN = ["waiting", "passed", "held"];

const nothing = (typed) => ({ detail: `今天没有 ${typed} 号,请核对号票。`, detail_en: `There is no ${typed} today; please check the slip.` });

/** Of the ids that it may be, the first that there is. */
async function found(typed, view) {
  const asked = await Promise.all(ticketIds(typed, view.hall, view.queues).map((id) => get(`/api/tickets/${encodeURIComponent(id)}`)));
  return asked.filter(({ ok }) => ok).map(({ data }) => data.ticket);
}

/** 查号. `onFound(ticket)`. */
export function Finder({ view, onOpen, onClose }) {
  const [typed, setTyped] = useState("");
  const [many, setMany] = useState([]);
  const [problem, setProblem] = useState(null);
  const field = useRef(null);
  useEffect(() => { field.current?.focus(); }, []);
  const look = async (event) => {
    event.preventDefault();
    const tickets = await found(typed, view);
    setProblem(tickets.length ? null : nothing(typed.trim()));
    setMany(tickets);
    if (tickets.length === 1) onOpen({ kind: "ticket", id: tickets[0].id });
  };
  return html`<${Sheet} id="finder" title="查号" onClose=${onClose}><form class="finder" onSubmit=${look}>
    <label for="find-number">号码,如 A017 或 17<span class="en" lang="en">A number, such as A017 or 17</span></label>
    <p><input id="find-number" ref=${field} autocomplete="off" maxlength="12" required data-testid="find-number" value=${typed} onInput=${(e) => setTyped(e.currentTarget.value)} /><button class="main" data-testid="find">查询</button></p>
    <${Problem} problem=${problem} />
    ${many.length > 1 && html`<p class="chips">${many.map((t) => html`<button key=${t.id} type="button" class="chip" onClick=${() => onOpen({ kind: "ticket", id: t.id })}><b class="number">${t.number}</b><span>${t.queue_name}</span></button>`)}</p>`}
  </form><//>`;
}

export function TicketLook({ id, view, seq, onAsk, onClose }) {
  const path = `/api/tickets/${encodeURIComponent(id)}`;
  const { timezone } = view.hall;
  const { data, problem } = useLook(path, seq);
  const story = useLook(`${path}/story`, seq).data?.story ?? [];
  const ticket = data?.ticket;
  const [word, tone] = ticket ? [TICKETS[ticket.state], OPEN.includes(ticket.state) ? "warn" : "plain"] : ["", "plain"];
  return html`<${Sheet} id="ticket" title=${id.slice(id.indexOf("-") + 1)} tone=${tone} state=${word} onClose=${onClose}>
    <${Problem} problem=${problem} />
    ${ticket && html`<${Facts} rows=${[["业务", ticket.queue_name], ["取号", `${clock(ticket.taken_at, timezone, true)}${ticket.lane === "normal" ? "" : ",优先"}`], ["呼叫", ticket.called_at && `${clock(ticket.called_at, timezone, true)},${ticket.calls} 次`],
        ["前面", ticket.state === "waiting" && `${data.ahead} 人`]]} />
      ${ticket.called_at !== null && html`<${Why} ticket=${ticket} view=${view} />`}
      <h3>经过</h3><ol class="story" data-testid="story">${story.map((line, at) => html`<li key=${at}><time>${clock(line.at, timezone, true)}</time> ${line.text}</li>`)}</ol>
      <p class="sheet-keys">
        ${ticket.state === "waiting" && ticket.lane === "normal" && html`<button type="button" data-testid="do-green" onClick=${() => onAsk(openGreen(ticket))}>绿色通道</button>`}
        ${OPEN.includes(ticket.state) && html`<button type="button" data-testid="do-cancel" onClick=${() => onAsk(cancelTicket(ticket))}>弃号</button><button type="button" class="bad" data-testid="do-void" onClick=${() => onAsk(voidTicket(ticket))}>作废</button>`}</p>`}
  <//>`;
}

/** 为什么先叫他: this call, and beside it the number of who asks. */
function Why({ ticket, view }) {
  const [typed, setTyped] = useState("");
  const [call, setCall] = useState(0);
  const [told, setTold] = useState({});
  const ask = async (nth) => {
    let asks = "";
    if (typed.trim()) {
      const [theirs] = await found(typed, view);
      if (!theirs) { setTold({ problem: nothing(typed.trim()) }); return; }
      asks = theirs.id;
    }
    const query = new URLSearchParams({ ...(asks && { asks }), ...(nth && { call: nth }) });
    const { ok, data, problem } = await get(`/api/tickets/${encodeURIComponent(ticket.id)}/why?${query}`);
    setTold(ok ? { why: data } : { problem });
  };
  const go = (event) => { event.preventDefault(); ask(call); };
  const choose = (nth) => { setCall(nth); ask(nth); };
  return html`<form class="why" onSubmit=${go}><h3>为什么先叫他</h3>
    <label for="asks">群众的号码(不填则看全部)<span class="en" lang="en">The number of who asks</span></label>
    <p><input id="asks" autocomplete="off" maxlength="12" data-testid="why-asks" value=${typed} onInput=${(e) => setTyped(e.currentTarget.value)} /><button class="main" data-testid="why-go">查询</button></p>
    <${Problem} problem=${told.problem} />
    ${told.why && html`<${Told} why=${told.why} timezone=${view.hall.timezone} onCall=${choose} />`}</form>`;
}

function Told({ why, timezone, onCall }) {
  const { pair, before, before_total: total, marks } = why;
  const side = (who, word) => html`<tr><th scope="row">${word} <b class="number">${who.number}</b></th><td>${who.queue_name}</td><td>${clock(who.taken_at, timezone, true)}</td><td>${LANE[who.lane]}</td><td>${TIER[who.tier]}</td><td>${who.sent ? "已指定" : who.arrival === who.taken_at ? "按取号" : `按 ${clock(who.arrival, timezone)}`}</td></tr>`;
  return html`<section class="told" role="status" data-testid="why-told">
    <p class="answer"><b>${pair ? pair.text : why.text}</b><span class="en" lang="en">${pair ? pair.text_en : why.text_en}</span></p>
    <p>${clock(why.at, timezone, true)} 由 ${why.window} ${why.staff} 呼叫 ${why.number}${pair ? `(${why.text})` : ""}${why.code === "chosen" && why.by !== why.staff ? `,${why.by} 决定` : ""}</p>
    ${why.calls > 1 && html`<p class="quick">${Array.from({ length: why.calls }, (_, at) => html`<button type="button" key=${at} aria-pressed=${String(why.call === at + 1)} onClick=${() => onCall(at + 1)}>第 ${at + 1} 次呼叫</button>`)}</p>`}
    ${pair && html`<div class="wide"><table><thead><tr><th scope="col">号码</th><th scope="col">业务</th><th scope="col">取号</th><th scope="col">队</th><th scope="col">窗口</th><th scope="col">先后</th></tr></thead><tbody>${side(pair.first, "先叫")}${side(pair.asks, "询问")}</tbody></table></div>`}
    ${marks.map((mark) => html`<p key=${mark.at}>${clock(mark.at, timezone)} ${why.number} ${mark.text}${mark.reason && `:${mark.reason}`}(${mark.by})</p>`)}
    ${!pair && html`<p>${total ? `当时有 ${total} 人取号更早、仍在等候:${before.map((t) => t.number).join("、")}` : "当时没有取号更早的人在等候。"}</p>`}</section>`;
}
