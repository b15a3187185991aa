// What the console asks before a command: one of a few choices, own words, or a target.
import { html, newKey, useFirstFocus, useRef, useState } from "/static/hall.js";
import { useStood } from "../commands.js";
import { HOLDS } from "./lists.js";
import { Notice } from "./notice.js";
import { Cancel, Panel } from "./panel.js";
import { Targets } from "./targets.js";

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
export function Asking({ action, ticket, queues, windowId, papers, onAnswer, onCancel }) {
  const key = useRef(newKey());
  const stood = useStood();
  const answer = (body, target) => onAnswer(action === "call" ? { ...body, ticket: ticket.id } : body, key.current, target);
  const click = (...chosen) => { if (stood) answer(...chosen); };
  if (action === "notice") return html`<${Notice} ticket=${ticket} papers=${papers} stood=${stood} onAnswer=${answer} onClick=${click} onCancel=${onCancel} />`;
  return action === "transfer"
    ? html`<${Targets} ticket=${ticket} windowId=${windowId} papers=${papers} stood=${stood} onAnswer=${answer} onClick=${click} onCancel=${onCancel} />`
    : html`<${Choices} action=${action} number=${ticket?.number} question=${queues ? whichQueue(queues) : QUESTIONS[action]} stood=${stood} onAnswer=${answer} onClick=${click} onCancel=${onCancel} />`;
}

/** One press or one digit, or own words. */
function Choices({ action, number, question, stood, onAnswer, onClick, onCancel }) {
  const { name, ask, en, choices, own, ok } = question;
  const first = useFirstFocus();
  const [text, setText] = useState("");
  const onKey = (event, typing) => {
    const choice = typing ? null : choices[Number(event.key) - 1];
    if (event.key === "Escape") onCancel();
    else if (choice) { event.preventDefault(); onAnswer(choice.body); }
  };
  const submit = () => { if (own && text.trim()) onAnswer({ reason: text.trim() }); };
  return html`<${Panel} ...${{ name, id: `ask-${action}`, ask, en, number, stood, onKey }} onSubmit=${submit}>
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
