// What stands on a counter: the clerk's keypad with its display, and the citizen's rating box.
import { html, useEffect, useRef, useState } from "/static/hall.js";

const KEYS = [
  ["1"], ["2"], ["3"], ["call", "呼叫"], ["4"], ["5"], ["6"], ["recall", "重呼"],
  ["7"], ["8"], ["9"], ["rate", "评价"], ["transfer", "转移"], ["0"], ["ok", "确定"], ["pause", "暂停"],
];
const LEVELS = { 5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意" };
const SHOWN_MS = 4000;
const HELD = 2; // a frame carries at most three keys: two digits and 确定
const TYPED = { call: "plus", recall: "minus", rate: "dot", pause: "slash", transfer: "star", ok: "enter" }; // on a USB keypad

/* Segments a..g of a digit in a 10×18 box. */
const SEGMENTS = {
  a: "2,1 8,1 7,3 3,3", b: "9,2 9,8 7,7 7,4", c: "9,10 9,16 7,14 7,11", d: "2,17 8,17 7,15 3,15",
  e: "1,10 1,16 3,14 3,11", f: "1,2 1,8 3,7 3,4", g: "2.5,9 3.5,8 6.5,8 7.5,9 6.5,10 3.5,10",
};
const LIT = { 0: "abcdef", 1: "bc", 2: "abged", 3: "abgcd", 4: "fgbc", 5: "afgcd", 6: "afgedc", 7: "abc", 8: "abcdefg", 9: "abcdfg" };

function Digit({ digit }) {
  const lit = LIT[digit] ?? "";
  return html`<svg viewBox="0 0 10 18" aria-hidden="true">${Object.entries(SEGMENTS).map(([name, points]) => html`
    <polygon key=${name} points=${points} class=${lit.includes(name) ? "lit" : ""} />`)}</svg>`;
}

/** True for a while after `value` rose: a beep heard, a key answered. */
function useRose(value) {
  const last = useRef(value);
  const [rose, setRose] = useState(false);
  useEffect(() => {
    const more = last.current !== undefined && value > last.current;
    last.current = value;
    if (!more) return undefined;
    setRose(true);
    const timer = setTimeout(() => setRose(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rose;
}

function answerOf(state, answered, beeped) {
  if (answered) return "已应答";
  if (beeped) return "嘀嘀";
  return state?.unanswered ? "未应答" : "";
}

/** The keypad's own display: three digits for who waits, three of the number. */
function Shown({ id, display }) {
  const shown = (display ?? "").padEnd(6);
  return html`<div class="display" data-testid="display-${id}" data-digits=${shown.trimEnd()} role="img" aria-label=${`等候 ${shown.slice(0, 3)} 号码 ${shown.slice(3)}`}>
    ${[...shown].map((digit, i) => html`<${Digit} key=${i} digit=${digit} />`)}</div>`;
}

function Keypad({ window: desk, state, send }) {
  const [digits, setDigits] = useState([]);
  const answered = useRose(state?.acks);
  const beeped = useRose(state?.beeps);
  const press = (key) => {
    if (/\d/.test(key)) { setDigits([...digits, key].slice(-HELD)); return; }
    setDigits([]);
    const keys = key === "ok" && digits.length ? [...digits, "ok"] : key;
    const wire = { op: "press", address: desk.keypad.address, key: keys };
    const typed = { op: "press", key: [keys].flat().map((name) => TYPED[name] ?? name) };
    send(desk.keypad.far_end, desk.keypad.protocol === "evdev" ? typed : wire);
  };
  return html`<div class="keypad">
    ${desk.keypad.protocol === "evdev" ? html`<p class="usb">USB 数字键盘</p>` : html`<${Shown} id=${desk.id} display=${state?.display} />`}
    <p class="said" role="status">${digits.length ? `输入 ${digits.join("")}` : answerOf(state, answered, beeped)}</p>
    <div class="keys">${KEYS.map(([key, word]) => html`
      <button key=${key} class=${word ? `word ${key}` : ""} data-testid="key-${desk.id}-${key}" onClick=${() => press(key)}>${word ?? key}</button>`)}</div>
  </div>`;
}

const MOUTHS = { 5: "M6 13 Q12 21 18 13", 4: "M7 14.5 Q12 18.5 17 14.5", 3: "M7.5 16 H16.5", 2: "M7 17.5 Q12 13.5 17 17.5", 1: "M6 18.5 Q12 11 18 18.5" };

function Face({ level }) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" class="face"><circle cx="12" cy="12" r="10.5" />
    <circle class="eye" cx="8.4" cy="9" r="1.4" /><circle class="eye" cx="15.6" cy="9" r="1.4" /><path d=${MOUTHS[level] ?? MOUTHS[3]} /></svg>`;
}

/** A box of either protocol in the words of this page. */
function boxOf(state) {
  if (!state?.showing) return state?.rater;
  return { asking: state.showing === "asking", thanks: state.thanks, thanked: null, unanswered: state.unanswered };
}

function Rater({ window: desk, state, send }) {
  const rater = boxOf(state);
  const thanked = useRose(rater?.thanks);
  const words = rater?.asking ? "请您评价" : thanked ? "谢谢您的评价" : rater?.unanswered ? "未应答" : "评价器";
  const { reasons, complaint, far_end: farEnd, address } = desk.rater;
  const press = (button) => send(farEnd, { op: "rate", address, button });
  return html`<div class="rater ${rater?.asking ? "asking" : ""}" data-testid="rater-${desk.id}" data-asking=${String(Boolean(rater?.asking))}>
    <p class="said" role="status">${words}</p>
    <div class="faces">${Object.entries(desk.rater.levels).map(([button, level]) => html`
      <button key=${button} class=${thanked && rater.thanked === Number(button) ? "chosen" : ""} data-testid="rate-${desk.id}-${button}"
        onClick=${() => press(Number(button))}>
        <${Face} level=${level} />${reasons[button] ?? LEVELS[level] ?? level}</button>`)}
      ${complaint != null && html`<button data-testid="complain-${desk.id}" onClick=${() => press(complaint)}>我要投诉</button>`}</div></div>`;
}

export function Desk({ window: desk, keypad, rater, send }) {
  return html`<div class="desk">
    ${desk.keypad && html`<${Keypad} window=${desk} state=${keypad} send=${send} />`}
    ${desk.rater && html`<${Rater} window=${desk} state=${rater} send=${send} />`}</div>`;
}
