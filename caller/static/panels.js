// What the console asks before a command: one of a few choices, own words, or a target. It stands where the keys were.
import { get, html, newKey, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { noRepeat } from "./actions.js";
import { SETTLE_MS } from "./commands.js";
import { HOLDS } from "./lists.js";
import { useFirstFocus } from "./parts.js";

const reasons = (...words) => words.map((word) => ({ word, body: { reason: word } }));

/** `own`: the label of the field for own words; without it only the choices count. `ok`: what confirms them. */
const QUESTIONS = {
  suspend: {
    name: "暂停原因", ask: "为什么暂停?", en: "Why does the window pause?", own: "其他原因", ok: "确定暂停",
    choices: reasons("开会", "取材料", "设备故障", "短暂离开"),
  },
  hold: {
    name: "挂起方式", ask: "怎样挂起?", en: "Put on hold: which kind?",
    choices: Object.entries(HOLDS).map(([kind, { word, en }]) => ({ word, en, body: { kind } })),
  },
  return: {
    name: "退回原因", ask: "为什么退回队首?", en: "Back to the front of its queue: why?", own: "其他原因", ok: "确定退回",
    choices: reasons("叫错号", "群众临时有事"),
  },
  call: {
    name: "呼叫原因", ask: "为什么现在呼叫?", en: "Why is this number called now?", own: "其他原因", ok: "确定呼叫",
    choices: reasons("群众已到窗口"),
  },
  "sign-out": {
    name: "签退原因", ask: "为什么现在签退?", en: "Why do you leave now?", own: "其他原因", ok: "确定签退",
    choices: reasons("交接班", "开会", "身体不适"),
  },
  "walk-in": {
    name: "直接办理原因", ask: "已停止取号,为什么办理?", en: "No more numbers: why is this one served?", own: "其他原因", ok: "确定办理",
    choices: reasons("延时服务", "补交材料"),
  },
};

/** Which of the window's queues somebody without a number is for. */
const whichQueue = (queues) => ({
  name: "办理业务", ask: "办理哪项业务?", en: "For which service?",
  choices: queues.map((queue) => ({ word: queue.name, en: queue.name_en, body: { queue: queue.id } })),
});

/**
 * `onAnswer(body, key)`: the key was made when the panel opened, so one question has one effect. The second click
 * of a double click on the key that opened it falls on a choice, and is not one.
 */
export function Asking({ action, ticket, queues, windowId, onAnswer, onCancel }) {
  const key = useRef(newKey());
  const opened = useRef(performance.now());
  const answer = (body) => onAnswer(action === "call" ? { ...body, ticket: ticket.id } : body, key.current);
  const click = (body) => { if (performance.now() - opened.current > SETTLE_MS) answer(body); };
  return action === "transfer"
    ? html`<${Targets} ticket=${ticket} windowId=${windowId} onAnswer=${answer} onClick=${click} onCancel=${onCancel} />`
    : html`<${Choices} action=${action} number=${ticket?.number} question=${queues ? whichQueue(queues) : QUESTIONS[action]} onAnswer=${answer} onClick=${click} onCancel=${onCancel} />`;
}

/** Keys of the console rest meanwhile. A key that is held down writes nothing and presses nothing; it may delete and move. */
function Panel({ name, id, ask, en, number, onKey, onSubmit, children }) {
  const form = useRef(null);
  useLayoutEffect(() => form.current.scrollIntoView({ block: "nearest" }), []);
  const pressed = (event) => {
    const typing = event.target.type === "text";
    if (event.isComposing) return; // an input method has its own Enter and Escape
    if (!event.repeat) onKey(event, typing);
    else if (!typing || event.key === "Enter" || event.key.length === 1) event.preventDefault();
  };
  const submit = (event) => { event.preventDefault(); onSubmit(); };
  return html`<form ref=${form} class="reason" aria-label=${name} data-testid=${id} data-keys="off" onKeyDown=${pressed} onSubmit=${submit}>
    <p class="reason-ask">${number && html`<span class="number">${number}</span> `}${ask}<span class="en" lang="en">${en}</span></p>
    ${children}
  </form>`;
}

const Cancel = ({ onCancel }) => html`<button type="button" class="side-key" data-testid="cancel" onClick=${onCancel}>取消<kbd>Esc</kbd></button>`;

/** One press or one digit, or own words. */
function Choices({ action, number, question, onAnswer, onClick, onCancel }) {
  const { name, ask, en, choices, own, ok } = question;
  const first = useFirstFocus();
  const [text, setText] = useState("");
  const onKey = (event, typing) => {
    const choice = typing ? null : choices[Number(event.key) - 1];
    if (event.key === "Escape") onCancel();
    else if (choice) { event.preventDefault(); onAnswer(choice.body); }
  };
  const submit = () => { if (own && text.trim()) onAnswer({ reason: text.trim() }); };
  return html`<${Panel} ...${{ name, id: `ask-${action}`, ask, en, number, onKey }} onSubmit=${submit}>
    <div class=${`reason-list ${choices.length < 4 ? "long" : ""}`}>${choices.map((choice, index) => html`<button key=${choice.word} type="button" ref=${index ? null : first}
      class="side-key" data-testid=${`choice-${index + 1}`} onClick=${() => onClick(choice.body)}>
      <span>${choice.word}${choice.en && html`<span class="en" lang="en">${choice.en}</span>`}</span><kbd>${index + 1}</kbd></button>`)}</div>
    ${own && html`<label class="reason-own"><span>${own}</span>
      <input type="text" value=${text} maxlength="200" data-testid="reason-text" onInput=${(event) => setText(event.currentTarget.value)} /></label>`}
    <div class=${own ? "reason-ends" : "reason-ends one"}>
      <${Cancel} onCancel=${onCancel} />
      ${own && html`<button type="submit" class="side-key strong" data-testid="reason-ok" aria-disabled=${String(!text.trim())}>${ok}</button>`}
    </div>
  <//>`;
}

/** Queues and windows with somebody at them, one press each, so the option stands before them. The field has the focus: type to find, arrows to go, Enter to send. */
function Targets({ ticket, windowId, onAnswer, onClick, onCancel }) {
  const field = useFirstFocus();
  const list = useRef(null);
  const [targets, trouble] = useTargets(windowId, ticket);
  const [wanted, setWanted] = useState("");
  const [back, setBack] = useState(false);
  const words = wanted.trim().toUpperCase();
  const found = (targets ?? []).filter((target) => target.search.includes(words));
  const going = (target) => ({ to: target.to, id: target.id, come_back: back });
  const choose = (target) => onClick(going(target));
  const onKey = (event, typing) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onCancel();
    else if (step) {
      event.preventDefault();
      const buttons = [...list.current.querySelectorAll("button")];
      const next = buttons.indexOf(event.target) + step;
      (next < 0 ? field.current : buttons[Math.min(next, buttons.length - 1)])?.focus();
    } else if (event.key === "Enter" && event.target.type === "checkbox") event.preventDefault();
  };
  // Enter in the field only sends where there is nothing left to choose between.
  const submit = () => { if (words && found.length === 1) onAnswer(going(found[0])); };
  return html`<${Panel} ...${{ name: "转移到", id: "ask-transfer", ask: "转移到哪里?", en: "Transfer to which queue or window?", number: ticket.number, onKey }} onSubmit=${submit}>
    <div class="target-head"><label class="reason-own"><span>查找:业务、窗口、姓名</span>
      <input type="text" ref=${field} value=${wanted} maxlength="40" data-testid="target-find" autocomplete="off" spellcheck=${false}
        onInput=${(event) => setWanted(event.currentTarget.value)} /></label>
    <label class="come-back"><input type="checkbox" checked=${back} data-testid="come-back" onChange=${(event) => setBack(event.currentTarget.checked)} />
      <span>办完返回本窗口<span class="en" lang="en">Comes back here afterwards</span></span></label></div>
    <div class="target-list" ref=${list} role="group" aria-label="转移目标">
      <${TargetGroup} title="队列" targets=${found.filter((t) => t.to === "queue")} onChoose=${choose} />
      <${TargetGroup} title="有人的窗口" targets=${found.filter((t) => t.to === "window")} onChoose=${choose} />
      ${!found.length && html`<p class="soft" role="status">${trouble ?? (targets ? "没有符合的目标。" : "正在连接…")}</p>`}
    </div>
    <div class="reason-ends one"><${Cancel} onCancel=${onCancel} /></div>
  <//>`;
}

function TargetGroup({ title, targets, onChoose }) {
  if (!targets.length) return null;
  return html`<section><h2>${title}</h2>${targets.map((target) => html`<button key=${target.id} type="button" class="side-key target"
    data-testid=${`target-${target.id}`} onKeyDown=${noRepeat} onClick=${() => onChoose(target)}><b>${target.name}</b><span>${target.note}</span></button>`)}</section>`;
}

/** [targets, trouble]. Neither this window nor the queue the number already stands in is a target. */
function useTargets(windowId, ticket) {
  const [known, setKnown] = useState([null, null]);
  useEffect(() => {
    let gone = false;
    get("/api/hall").then(({ ok, data, problem }) => {
      if (!gone) setKnown(ok ? [targetsOf(data, windowId, ticket), null] : [null, problem.detail]);
    });
    return () => { gone = true; };
  }, []);
  return known;
}

function targetsOf({ queues, windows }, windowId, ticket) {
  const target = (to, id, name, note, ...more) => ({ to, id, name, note, search: [name, note, ...more].join(" ").toUpperCase() });
  return [
    ...queues.filter((q) => q.id !== ticket.queue).map((q) => target("queue", q.id, `${q.prefix} ${q.name}`, `等候 ${q.waiting} 人`, q.name_en)),
    ...windows.filter((w) => w.kind === "service" && w.staff && w.id !== windowId)
      .map((w) => target("window", w.id, w.label, w.staff.name, w.label_en, w.staff.no, ...w.units)),
  ];
}
