// What a clerk can do at a window: words, keys, and which of it is offered in which state.
import { useLayoutEffect, useRef } from "/static/hall.js";

export const ACTIONS = {
  "call-next": { word: "呼叫下一位", key: "N" },
  recall: { word: "重呼", key: "R" },
  start: { word: "开始办理", key: "S" },
  finish: { word: "办结并请评价", key: "F" },
  pass: { word: "过号", key: "P" },
  hold: { word: "挂起", key: "H" },
  transfer: { word: "转移", key: "T" },
  return: { word: "退回", key: "B" },
  undo: { word: "叫错了", key: "U" },
  suspend: { word: "暂停服务", key: "Z" },
  resume: { word: "恢复服务", key: "X" },
  notice: { word: "补正告知", key: "K" },
  "sign-out": { word: "签退", key: "" },
  "hand-over": { word: "交班", key: "J" },
  "walk-in": { word: "直接办理", key: "W" },
  help: { word: "呼叫值班", key: "G" },
  "sign-in": { word: "在此窗口签到", key: "" },
};

/** The one large key of each state. */
const MAIN = { closed: "sign-in", idle: "call-next", calling: "start", serving: "finish", suspended: "resume" };

/** `undo` answers everywhere, after its seconds with the reason why not. `wake` and `call` stand beside a number in a list, the others have side keys. */
const SIDE = {
  closed: [],
  idle: ["undo", "suspend", "sign-out", "hand-over", "wake", "call", "walk-in", "help"],
  calling: ["undo", "recall", "pass", "hold", "transfer", "return", "notice", "hand-over", "wake", "help"],
  serving: ["undo", "hold", "transfer", "notice", "hand-over", "wake", "help"],
  suspended: ["sign-out", "hand-over", "wake", "help"],
};

/** In one-key mode the call key finishes whoever is in hand and calls the next. */
export const mainOf = ({ state, one_key: oneKey }) => (oneKey && ["calling", "serving"].includes(state) ? "call-next" : MAIN[state]);
export const wordOf = ({ state }, action) => (action === "call-next" && state !== "idle" ? "办结并呼叫下一位" : ACTIONS[action].word);

export const offered = (window, action) => [mainOf(window), MAIN[window.state]].includes(action) || SIDE[window.state].includes(action);

export const STATES = {
  closed: { word: "未签到", tone: "plain" },
  idle: { word: "空闲", tone: "plain" },
  calling: { word: "正在呼叫", tone: "call" },
  serving: { word: "办理中", tone: "good" },
  suspended: { word: "暂停服务", tone: "warn" },
};

const BY_KEY = Object.fromEntries(Object.entries(ACTIONS).filter(([, a]) => a.key).map(([id, a]) => [`Key${a.key}`, id]));

/** One command a key press: no auto-repeat, no chords, never while typing. Keys go by place, so an input method is no matter.
 *  What is shown is heard: an effect would listen only after the paint, and a key in between would be lost. */
export function useKeys(onAction) {
  const handler = useRef(onAction);
  handler.current = onAction;
  useLayoutEffect(() => {
    const pressed = (event) => {
      const action = BY_KEY[event.code];
      const typing = event.target.closest?.("input, textarea, select, [data-keys=off]");
      if (!action || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      handler.current(action);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

/** Enter or Space held down on a focused key would otherwise run through all states of a visit. */
export const noRepeat = (event) => { if (event.repeat) event.preventDefault(); };
