// One alarm opened: where it is and since when, what to do, who has it, what was written.
import { boot, clock, html, useAsking, useEffect, useNow, useRef, useState } from "/static/hall.js";
import { answerAlarm, replyHelp } from "../ask.js";
import { DESKS, LINKS, cause, elapsed } from "../words.js";

const MOST = 200;

/** The ids of a line: its own, or those of its members that `which` names. */
const idsOf = (line, which = () => true) => (line.members.length ? line.members : [line]).filter(which).map((one) => one.id);
/** Who takes what nobody has; and who takes it over from whom. */
export const free = (line) => ({ alarms: idsOf(line, (one) => !one.owner), of: "" });
const from = (line, owner) => ({ alarms: idsOf(line, (one) => one.owner?.no === owner.no), of: owner.no });

/** Name and value, where there is a value. */
function facts({ about }, view, timezone) {
  const device = view.devices.find((one) => one.id === about.device);
  const floor = boot.floors.find((one) => one.id === view.windows.find((w) => w.id === about.window)?.floor);
  const desk = about.state && `${DESKS[about.state]?.word ?? about.state},${clock(about.state_since, timezone)} 起`;
  return [
    ["位置", [floor?.name, about.place].filter(Boolean).join(" ")],
    ["窗口", desk],
    ["人员", about.staff && `${about.staff.name}(工号 ${about.staff.no})`],
    ["电话", about.phone],
    [about.queue ? "等候最久" : "在办号码", about.number],
    ["等候人数", about.queue && String(about.waiting)],
    ["设备", device && `${device.id},${cause(device.cause) || LINKS[device.link] || device.link}`],
    ["最后应答", device?.last_ok && clock(device.last_ok, timezone, true)],
    ["编号", about.case],
  ].filter(([, value]) => value);
}

/** The window, device, queue or board itself, on a sheet of its own. */
const PLACES = [["window", "窗口"], ["device", "设备"], ["kiosk", "取号机"], ["queue", "队列"], ["board", "大屏"]];
const placesOf = ({ about }) => PLACES.filter(([kind]) => about[kind]).map(([kind, name]) => ({ kind, name, id: about[kind] }));

/** Where a bad rating or a complaint is handled. */
const sheetOf = (id) => `/duty/complaints?kind=${id.startsWith("BR-") ? "bad_rating" : "complaint"}&case=${encodeURIComponent(id)}`;

function Owner({ line, timezone }) {
  if (!line.owner) return html`<p class="owner none" data-testid="owner">还没有人接手${line.escalated_at && html`,${clock(line.escalated_at, timezone)} 已再次提醒`}</p>`;
  return html`<p class="owner" data-testid="owner">由 <b>${line.owner.name}</b> 处理,${clock(line.taken_at, timezone)} 接手</p>`;
}

function Members({ members, timezone }) {
  return html`<ul class="members" tabindex="0" aria-label="各项" data-testid="members">${members.map((one) => html`<li key=${one.id} data-testid=${`member-${one.id}`}>
    <span>${one.text}</span><small>${one.owner?.name ?? ""}</small><time>${clock(one.since, timezone)} 起</time></li>`)}</ul>`;
}

function Notes({ line, timezone, onAct }) {
  const [text, setText] = useState("");
  const write = async (event) => {
    event.preventDefault();
    if (await onAct(`/api/alarms/${encodeURIComponent(line.id)}/notes`, { text: text.trim() })) setText("");
  };
  return html`<section class="alarm-notes"><ul>${line.notes.map((note) => html`
      <li key=${`${note.at} ${note.text}`}><time>${clock(note.at, timezone)}</time> ${note.text} <small>${note.by}</small></li>`)}</ul>
    <form onSubmit=${write}><label for="alarm-note">记一笔</label><input id="alarm-note" data-testid="alarm-note" autocomplete="off" maxlength=${MOST} value=${text} onInput=${(e) => setText(e.target.value)} />
      <button data-testid="write-note" disabled=${!text.trim()}>记下</button></form></section>`;
}

/** `line` is undefined once its cause has gone. `me`: the staff number of who is signed in. */
export function AlarmCard({ line, view, me, onAsk, onOpen, onDone }) {
  const dialog = useRef(null);
  const ask = useAsking();
  const [problem, setProblem] = useState(null);
  const kept = useRef(line);
  kept.current = line ?? kept.current;
  const shown = kept.current;
  const now = useNow(1000);
  const { timezone } = view.hall;
  useEffect(() => { dialog.current.showModal(); }, []);
  const fewer = !line && shown.members.length > 0 && view.alarms.some((one) => one.kind === shown.kind); // each is a line of its own again
  useEffect(() => { if (fewer) dialog.current.close(); }, [fewer]);
  const act = async (path, body) => {
    const answer = await ask(path, body);
    setProblem(answer.problem);
    return answer.ok;
  };
  const close = () => dialog.current.close();
  const then = (action) => { close(); onAsk(action); };
  const look = ({ kind, id }) => { close(); onOpen({ kind, id }); };
  const single = shown.members.length === 0;
  return html`<dialog ref=${dialog} class="alarm-card" data-testid="alarm-card" onClose=${onDone} aria-labelledby="alarm-card-name">
    <h2 id="alarm-card-name">${shown.text}<span class="en">${shown.text_en}</span></h2>
    ${!line ? html`<p class="over" data-testid="alarm-over">已恢复,此提醒已解除</p>` : html`<p class="since" data-testid="since">${clock(shown.since, timezone)} 起,已 ${elapsed(now - shown.since)}</p>`}
    <p class="advice" data-testid="advice">${shown.advice}<span class="en">${shown.advice_en}</span></p>
    ${single ? html`<dl class="facts" data-testid="facts">${facts(shown, view, timezone).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
      : html`<${Members} members=${shown.members} timezone=${timezone} />`}
    ${line && html`<${Owner} line=${shown} timezone=${timezone} />`}
    ${line && single && html`<${Notes} line=${shown} timezone=${timezone} onAct=${act} />`}
    ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en">${problem.detail_en}</span></p>`}
    <div class="choice"><button type="button" data-testid="cancel" onClick=${close}>返回</button>
      ${placesOf(shown).map((place) => html`<button key=${place.kind} data-testid=${`look-${place.kind}`} onClick=${() => look(place)}>看${place.name}</button>`)}
      ${shown.about.case && html`<a class="key" data-testid="look-case" href=${sheetOf(shown.about.case)}>看办理</a>`}
      ${line?.kind === "help" && html`<button data-testid="card-reply" onClick=${() => then(replyHelp(shown))}>回复窗口</button>`}
      ${line?.answerable && html`<button data-testid="card-answer" onClick=${() => then(answerAlarm(shown))}>处理完毕</button>`}
      ${line?.owner && line.owner.no !== me && html`<button data-testid="take-over" onClick=${() => act("/api/alarms/take", from(shown, line.owner))}>接替 ${line.owner.name}</button>`}
      ${line && !line.owner && html`<button class="main" data-testid="card-take" onClick=${() => act("/api/alarms/take", free(shown))}>我来处理</button>`}</div>
  </dialog>`;
}
