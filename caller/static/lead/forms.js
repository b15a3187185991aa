// Decisions about those who wait, and about who sits there.
import { html, useState } from "/static/hall.js";
import { Choice, Decision } from "./parts.js";

const WAITS = { waiting: "等候", passed: "过号", held: "挂起" };
const at = (window, action) => `/api/windows/${encodeURIComponent(window.id)}/${action}`;
const named = (ticket) => `${ticket.number} ${ticket.queue_name} · ${ticket.lane === "normal" ? "" : "优先 · "}${WAITS[ticket.state]}`;

/** The numbers of this window's queues. */
const theirs = (view, window) => view.tickets.filter((t) => t.windows.includes(window.id));

export function Move({ view, window, onDone }) {
  const served = view.queues.filter((q) => [...window.queues, ...window.backup].includes(q.id));
  const [source, setSource] = useState(served[0] ? `queue ${served[0].id}` : "");
  const [goal, setGoal] = useState("");
  const [tell, setTell] = useState(true);
  // One person: who waits in the window's queues, or was sent to it.
  const waiting = theirs(view, window).filter((t) => t.state === "waiting");
  const one = waiting.find((t) => source === `ticket ${t.id}`);
  const queues = (list) => list.map((q) => [`queue ${q.id}`, `${q.prefix} ${q.name}(等候 ${q.waiting})`]);
  const other = ([value]) => value !== source;
  const body = (reason) => {
    if (!source || !goal || goal === source || (kindOf(source) === "ticket" && !one)) return null;
    const [[of, from], [to, id]] = [split(source), split(goal)];
    return { of, source: from, to, id, reason, tell: tell && !one };
  };
  return html`<${Decision} path="/api/moves" body=${body} label=${one ? `转移 ${one.number}` : "转移全部等候"} quick=${["窗口关闭", "窗口故障", "人手调整"]} done="已转移,号码和取号时间不变" onDone=${onDone} idle=${!source || !goal || goal === source}>
    <p class="lead-note">号码和取号时间不变,不用重新排队。<span class="en" lang="en">The number and the place by arrival are kept.</span></p>
    <${Choice} label="谁" en="Who" id="move-source" value=${source} onChange=${setSource} groups=${[["排队的人", queues(served)], ["指定到本窗口的人", window.sent_here ? [[`window ${window.id}`, `${window.label}(${window.sent_here} 人)`]] : []],
        ["一个人", waiting.map((t) => [`ticket ${t.id}`, named(t)])]]} />
    <${Choice} label="转到" en="To" id="move-goal" value=${goal} onChange=${setGoal}
      groups=${[["队列", queues(view.queues).filter(other)], ["窗口", view.goals.map((w) => [`window ${w.id}`, w.label]).filter(other)]]} />
    ${!one && html`<label class="lead-check"><input type="checkbox" checked=${tell} data-testid="move-tell" onChange=${(e) => setTell(e.currentTarget.checked)} />在大屏和手机上告诉群众(15分钟)<span class="en" lang="en">Tell those who wait</span></label>`}
  <//>`;
}

const kindOf = (value) => value.slice(0, value.indexOf(" "));
const split = (value) => [value.slice(0, value.indexOf(" ")), value.slice(value.indexOf(" ") + 1)];

export function Call({ view, window, onDone }) {
  const [ticket, setTicket] = useState("");
  const ready = window.state === "idle";
  const options = theirs(view, window).map((t) => [t.id, named(t)]);
  const found = options.some(([id]) => id === ticket);
  return html`<${Decision} path=${at(window, "call")} body=${(reason) => found && { ticket, reason }} label=${`叫到${window.label}`} quick=${["群众已到窗口", "身体不适", "末班车"]}
      done=${`已叫到${window.label}`} onDone=${onDone} idle=${!ready || !found}>
    ${!ready && html`<p class="lead-note" data-testid="not-idle">${window.staff ? `${window.label}现在不空闲,办结后才能呼叫。` : `${window.label}没有人签到,不能呼叫。`}
      <span class="en" lang="en">${window.staff ? "The window is not free now." : "Nobody is signed in there."}</span></p>`}
    <${Choice} label="号码" en="Number" id="call-number" value=${found ? ticket : ""} onChange=${setTicket} groups=${[["", options]]} none="没有人等候" />
  <//>`;
}

export function Green({ view, window, onDone }) {
  const [ticket, setTicket] = useState("");
  const options = theirs(view, window).filter((t) => t.state === "waiting" && t.lane === "normal" && !t.sent).map((t) => [t.id, named(t)]);
  const found = options.some(([id]) => id === ticket);
  return html`<${Decision} path=${`/api/tickets/${encodeURIComponent(ticket)}/green`} body=${(reason) => found && { reason }} label="开通绿色通道" quick=${["重大项目", "急事急办"]}
      done="已开通绿色通道" onDone=${onDone} idle=${!found}>
    <p class="lead-note">按优先号排队,原因和姓名记入日志。<span class="en" lang="en">It waits with the priority numbers; the log keeps the reason and your name.</span></p>
    <${Choice} label="号码" en="Number" id="green-number" value=${found ? ticket : ""} onChange=${setTicket} groups=${[["", options]]} none="没有普通号在等候" />
  <//>`;
}

export function SignOut({ window, onDone }) {
  const there = window.staff;
  return html`<${Decision} path=${at(window, "sign-out")} body=${(reason) => ({ reason })} label=${there ? `签退 ${there.name}` : "签退"} quick=${["由其他窗口办理", "身体不适", "忘记签退"]}
      done=${`已签退:${window.label}`} onDone=${onDone} idle=${!there || Boolean(window.number)}>
    <p class="lead-note" data-testid="sign-out-who">${!there ? "本窗口没有人签到。" : window.number ? `${there.name} 手中有 ${window.number} 号,办结后才能签退。` : `${there.name} 工号 ${there.no},等候 ${window.waiting} 人。`}
      <span class="en" lang="en">${!there ? "Nobody is signed in here." : window.number ? "A number is in hand." : "Somebody else must serve those who wait."}</span></p>
  <//>`;
}
