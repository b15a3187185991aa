// The upper half of the console: who is in hand, and the keys.
import { clock, html, useFirstFocus } from "/static/hall.js";
import { ACTIONS, mainOf, noRepeat, offered, wordOf } from "./actions.js";
import { age } from "../parts.js";

export function InHand({ view, now }) {
  const { ticket, visit, window } = view;
  if (!ticket) {
    return html`<section class="in-hand empty" aria-label="手中号码" data-testid="in-hand">
      ${window.state === "suspended"
        ? html`<p class="in-hand-none">暂停服务 ${age(now - window.since)}</p><p class="soft">原因:${window.reason}</p>`
        : html`<p class="in-hand-none">手中没有号</p>`}
      ${window.stored && html`<p class="rating" role="status" data-testid="stored">有人取号,将自动呼叫<span class="en" lang="en">The next to come is called by itself</span></p>`}
      ${visit?.rating === "open" && html`<p class="rating" role="status">请群众评价中…<span class="number">${visit.number}</span></p>`}
    </section>`;
  }
  const serving = ticket.state === "serving";
  return html`<section class="in-hand" aria-label="手中号码" data-testid="in-hand">
    <p class="in-hand-number number">${ticket.number}</p>
    ${ticket.assist && html`<p class="assist" data-testid="assist"><b>需要协助</b> 声音大些、慢些,必要时帮助填表<span class="en" lang="en">Needs help: louder, slower, help with forms</span></p>`}
    <p class="in-hand-queue">${ticket.queue_name}${ticket.matter_name && html`<span class="soft" data-testid="matter"> · ${ticket.matter_name}</span>`}</p>
    <${Marks} ticket=${ticket} timezone=${view.hall.timezone} />
    <dl class="facts">
      <div><dt>等候</dt><dd>${age(ticket.called_at - ticket.taken_at)}</dd></div>
      <div><dt>${serving ? "已办理" : "呼叫后"}</dt><dd>${age(now - (serving ? ticket.started_at : ticket.called_at))}</dd></div>
      <div><dt>呼叫</dt><dd>${ticket.calls} 次</dd></div>
    </dl>
    ${visit?.rating === "open" && html`<p class="rating" role="status">请群众评价中…<span class="number">${visit.number}</span></p>`}
  </section>`;
}

export const LANES = { priority: { word: "优先", tone: "call" }, green: { word: "绿色通道", tone: "good" } };

/** Why the number comes before others, and where the citizen was before. */
function Marks({ ticket, timezone }) {
  const lane = LANES[ticket.lane];
  if (!lane && !ticket.appointment && !ticket.legs.length) return null;
  return html`<p class="marks">
    ${lane && html`<span class=${`badge ${lane.tone}`} data-testid="lane">${lane.word}</span>`}
    ${ticket.appointment && html`<span class="badge plain" data-testid="appointment">预约</span>`}
    ${ticket.legs.map((leg, index) => html`<span key=${index} class="leg" data-testid="leg">${leg.window}${leg.ended_at ? ` ${clock(leg.ended_at, timezone)}` : ""} →</span>`)}</p>`;
}

const SIDE_KEYS = ["recall", "pass", "return", "notice", "hold", "transfer", "suspend", "sign-out", "hand-over", "walk-in", "undo", "help"];

/** The main key keeps its place, and the focus, through all states; the side keys never move. `busy`: somebody waits, so nobody goes before. */
export function Keys({ window, now, busy, ready, stale, onPress }) {
  const main = useFirstFocus();
  const { help_asked: asked, one_key: oneKey } = window;
  const action = mainOf(window);
  const sideKeys = oneKey ? ["start", "finish", ...SIDE_KEYS] : SIDE_KEYS;
  const attributes = (id) => {
    const idle = stale || !offered(window, id) || (id === "walk-in" && busy) || (id === "help" && asked) || (id === "undo" && now >= window.undo_until);
    return { type: "button", "data-idle": idle, "aria-disabled": String(idle || !ready), onKeyDown: noRepeat, onClick: () => onPress(id) };
  };
  return html`<div class="keys">
    <button ref=${main} class="main-key" data-testid=${action === "sign-in" ? "window-sign-in" : action} ...${attributes(action)}>
      ${wordOf(window, action)}<${Kbd} of=${action} /></button>
    <div class="side-keys">${sideKeys.map((id) => html`<button key=${id} class=${`side-key ${id === "help" && asked ? "on" : ""}`} data-testid=${id} ...${attributes(id)}>
      ${id === "help" && asked ? "已呼叫" : ACTIONS[id].word}<${Kbd} of=${id} /></button>`)}</div>
  </div>`;
}

const Kbd = ({ of }) => (ACTIONS[of].key ? html`<kbd>${ACTIONS[of].key}</kbd>` : null);
