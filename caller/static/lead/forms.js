// Decisions about those who wait, and about who sits there.
import { html, useState } from "/static/hall.js";
import { Choice, Decision } from "./parts.js";

const LISTED = 30; // of a queue the server lists so many
const WAITS = { waiting: "等候", passed: "过号", held: "挂起" };
const at = (window, action) => `/api/windows/${encodeURIComponent(window.id)}/${action}`;
const named = (ticket) => `${ticket.number} ${ticket.queue_name} · ${ticket.lane === "normal" ? "" : "优先 · "}${WAITS[ticket.state]}`;

/** The numbers of this window's queues. */
const theirs = (view, window) => view.tickets.filter((t) => t.windows.includes(window.id));

export function Move({ view, window, onDone }) {
  const served = view.queues.filter((q) => [...window.queues, ...window.backup].includes(q.id));
  const [source, setSource] = useState(served[0] ? `queue ${served[0].id}` : "");
  const [chosen, setChosen] = useState(null); // null = all; else id -> number
  const [goal, setGoal] = useState("");
  const [tell, setTell] = useState(true);
  // One person: who waits in the window's queues, or was sent to it.
  const waiting = theirs(view, window).filter((t) => t.state === "waiting");
  const one = waiting.find((t) => source === `ticket ${t.id}`);
  const [of, from] = split(source);
  const there = one ? [] : view.tickets.filter((t) => t.state === "waiting" && (of === "window" ? t.sent_to === from : t.queue === from && !t.sent));
  const queues = (list) => list.map((q) => [`queue ${q.id}`, `${q.prefix} ${q.name}(等候 ${q.waiting})`]);
  const other = ([value]) => value !== source;
  const idle = !source || !goal || goal === source || chosen?.size === 0;
  const body = (reason) => {
    if (idle || (of === "ticket" && !one)) return null;
    const [to, id] = split(goal);
    return { of, source: from, to, id, reason, tell: tell && !one, ...(chosen && { tickets: [...chosen.keys()] }) };
  };
  const toggle = (t) => { const next = new Map(chosen); if (!next.delete(t.id)) next.set(t.id, t.number); setChosen(next); };
  const label = one ? `转移 ${one.number}` : chosen ? `转移 ${chosen.size} 人` : "转移全部等候";
  const done = (data) => {
    const left = [...chosen?.values() ?? []].filter((number) => !data.moved.includes(number));
    setChosen(chosen && new Map());
    return `已转移 ${data.moved.join("、")},号码和取号时间不变${left.length ? `。没有转移:${left.join("、")}(已不在这里等候)` : ""}`;
  };
  return html`<${Decision} path="/api/moves" body=${body} label=${label} quick=${["窗口关闭", "窗口故障", "人手调整"]} done=${done} onDone=${onDone} idle=${idle}>
    <p class="lead-note">号码和取号时间不变,不用重新排队。<span class="en" lang="en">The number and the place by arrival are kept.</span></p>
    <${Choice} label="谁" en="Who" id="move-source" value=${source} onChange=${(value) => { setSource(value); setChosen(null); }} groups=${[["排队的人", queues(served)], ["指定到本窗口的人", window.sent_here ? [[`window ${window.id}`, `${window.label}(${window.sent_here} 人)`]] : []],
        ["一个人", waiting.map((t) => [`ticket ${t.id}`, named(t)])]]} />
    ${there.length > 0 && html`<${Some} tickets=${there} chosen=${chosen} onAll=${setChosen} onToggle=${toggle} />`}
    <${Choice} label="转到" en="To" id="move-goal" value=${goal} onChange=${setGoal}
      groups=${[["队列", queues(view.queues).filter(other)], ["窗口", view.goals.map((w) => [`window ${w.id}`, w.label]).filter(other)]]} />
    ${!one && html`<label class="lead-check"><input type="checkbox" checked=${tell} data-testid="move-tell" onChange=${(e) => setTell(e.currentTarget.checked)} />在大屏和手机上告诉群众(15分钟)<span class="en" lang="en">Tell those who wait</span></label>`}
  <//>`;
}

/** All of them, or those that are ticked. */
function Some({ tickets, chosen, onAll, onToggle }) {
  const more = tickets.length >= LISTED;
  const kind = (some, word, en, id) => html`<label class="lead-tier"><input type="radio" name="move-who" data-testid=${id} checked=${Boolean(chosen) === some} onChange=${() => onAll(some ? new Map() : null)} /><span>${word}<i class="en" lang="en">${en}</i></span></label>`;
  return html`<div class="lead-some" role="group" aria-label="全部或几个人">${kind(false, more ? "全部" : `全部 ${tickets.length} 人`, "All", "move-all")}${kind(true, "选择号码", "Some", "move-some")}
    ${chosen && html`<p class="lead-ticks">${tickets.map((t) => html`<label key=${t.id} class="lead-tier"><input type="checkbox" data-testid=${`tick-${t.number}`} checked=${chosen.has(t.id)} onChange=${() => onToggle(t)} /><span class="number">${t.number}${t.lane === "normal" ? "" : " 优先"}</span></label>`)}</p>`}
    ${chosen && more && html`<p class="soft">只列出前 ${tickets.length} 人。<span class="en" lang="en">The first ${tickets.length}.</span></p>`}</div>`;
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
