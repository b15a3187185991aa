// The hall's notices: one key takes one back, two end an alarm; three steps publish one, seen before as the hall will see it.
import { boot, clock, html, post, useAsking, useEffect, useRef, useState } from "/static/hall.js";
import { isLeft } from "../words.js";
import { reachOf } from "./reach.js";
import { bodyOf, cutOff } from "./words.js";

const URGENCIES = { evacuate: { word: "疏散", tone: "bad" }, urgent: { word: "紧急", tone: "warn" }, plain: { word: "通知", tone: "plain" } };
const OWN = { id: "", name: "自拟通知", text: "", text_en: "", signs: [], urgency: "plain", minutes: null };
const KINDS = [OWN, ...boot.notices];
const ENDS = [["", "按预设"], ["15", "15 分钟"], ["30", "30 分钟"], ["60", "1 小时"], ["120", "2 小时"], ["until", "到几点"], ["0", "直到撤下"]];
const EMPTY = { text: "", text_en: "", sign: "", end: "", until: "", reason: "" };
const MOST = { text: 100, text_en: 200, sign: 60 };

const floorName = (id) => boot.floors.find((floor) => floor.id === id)?.name ?? id;
const usualEnd = ({ minutes }) => (minutes === null ? "今日结束" : minutes ? `${minutes} 分钟` : "直到撤下");
const NAMED = 4; // of what a notice has not reached; a hall may have sixty signs
const endOf = ({ id }) => `/api/hall/notices/${encodeURIComponent(id)}/end`;
/** People go back into the building because of it: never by one press. */
const allClear = (notice) => ({
  op: "all-clear", path: endOf(notice), label: "解除疏散",
  text: "请先确认险情已经排除。解除后大屏和语音通知险情解除,取号和叫号继续,等候顺序不变。",
});

/** Has it arrived? What is missing is named, for somebody has to go there. */
function Reach({ notice, view }) {
  const parts = reachOf(view, notice.floors);
  const some = (names) => names.slice(0, NAMED).join("、") + (names.length > NAMED ? ` 等${names.length}处` : "");
  return html`<p class="reach" data-testid=${`reach-${notice.id}`}>已送达:${parts.map(({ what, all, missing }) => html`
    <span key=${what} class=${missing.length ? "missing" : ""}>${what} <b>${all - missing.length}/${all}</b>${missing.length > 0 && `(没有:${some(missing)})`}</span>`)}</p>`;
}

function Standing({ notice, view, onAsk }) {
  const { timezone } = view.hall;
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const { word, tone } = URGENCIES[notice.urgency];
  const leaving = notice.urgency === "evacuate";
  const end = async () => {
    if (leaving) { onAsk(allClear(notice)); return; }
    if (busy.current) return;
    busy.current = true;
    const answer = await post(endOf(notice), {}, { tries: 3 });
    busy.current = false;
    if (!answer.ok) setProblem(answer.problem);
  };
  const over = notice.until && clock(notice.until, timezone);
  const about = [notice.id === "day" || over === "00:00" ? "今日" : over ? `到 ${over}` : "直到撤下",
    notice.floors.map(floorName).join("、") || "全大厅", notice.by && `${notice.by} ${clock(notice.at, timezone)}`];
  return html`<li class=${tone} data-testid=${`standing-${notice.id}`}><b>${word}</b> <span class="what">${notice.text}</span>
    <small>${about.filter(Boolean).join(" · ")}</small>
    ${problem && html`<span role="alert">${problem.detail}</span>`}
    <button data-testid="end-notice" onClick=${end}>${leaving ? "解除疏散" : "撤下"}</button>
    ${notice.not_on_signs && html`<p class="reach" data-testid="not-on-signs">窗口屏没有“${notice.not_on_signs}”,这条不上窗口屏;需要时另填窗口屏短文重新发布</p>`}
    ${notice.urgency === (isLeft(view) ? "evacuate" : "urgent") && html`<${Reach} notice=${notice} view=${view} />`}</li>`;
}

export function Notices({ view, onAsk }) {
  return view.notices.length > 0 && html`<section class="notices" aria-label="正在显示的通知"><ul>${view.notices.map((notice) => html`
    <${Standing} key=${notice.id} notice=${notice} view=${view} onAsk=${onAsk} />`)}</ul></section>`;
}

/** As board and window sign will show it. */
function Preview({ kind, words }) {
  const sign = kind.id ? kind.signs.find((text) => !cutOff(text, boot.sign_columns)) ?? kind.signs.at(-1) : words.sign || words.text;
  const hidden = !kind.id && !words.sign && cutOff(sign, boot.sign_columns);
  const cut = kind.id || words.sign ? cutOff(sign, boot.sign_columns) : "";
  return html`<div class="preview" data-testid="preview" aria-live="polite">
    <p class="where">大屏、取号机、手机</p>
    <div class="mini ${kind.urgency}"><b>${words.text || "……"}</b><span lang="en">${words.text_en}</span></div>
    <p class="where">窗口屏${kind.urgency === "evacuate" ? "(盖过号码)" : "(空闲时)"}</p>
    <div class="mini-sign" data-testid="preview-sign">${sign || "……"}</div>
    ${cut && html`<p class="problem" data-testid="cut">最窄的窗口屏放不下,会少“${cut}”<span class="en">The narrowest sign would lose: ${cut}</span></p>`}
    ${hidden && html`<p class="problem" data-testid="hidden">最窄的窗口屏放不下,仍显示工号牌;可另填短文<span class="en">Too long for the narrowest sign: it keeps the staff card</span></p>`}
    <p class="where">广播</p><p class="aloud">${kind.clip ? "提示音和语音,说两遍" : "提示音"}${kind.repeat_s ? `,每 ${kind.repeat_s} 秒重复` : ""}${kind.urgency === "evacuate" ? ";停止取号和叫号" : ""}</p>
  </div>`;
}

function Field({ name, label, words, onWords }) {
  return html`<label>${label}<input data-testid=${`notice-${name}`} name=${name} autocomplete="off" maxlength=${MOST[name]} value=${words[name]}
    onInput=${(e) => onWords({ ...words, [name]: e.target.value })} /></label>`;
}

export function AskNotice({ onDone }) {
  const dialog = useRef(null);
  const ask = useAsking();
  const [kind, setKind] = useState(boot.notices[0] ?? OWN);
  const [words, setWords] = useState(EMPTY);
  const [floors, setFloors] = useState([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useEffect(() => setProblem(null), [kind, words, floors]);
  useEffect(() => { dialog.current.showModal(); dialog.current.querySelector("input:checked").focus(); }, []);
  const go = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask("/api/hall/notice", bodyOf(kind, words, floors));
    setBusy(false);
    if (answer.ok) { onDone(); return; }
    setProblem(answer.problem);
  };
  const chosen = (event) => {
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), select");
    const found = /^\d$/.test(event.key) && !typing && !event.ctrlKey && !event.altKey && KINDS[Number(event.key)];
    if (!found) return;
    event.preventDefault();
    setKind(found);
    dialog.current.querySelector(`input[value="${found.id}"]`).focus();
  };
  const told = kind.id ? kind : words;
  return html`<dialog ref=${dialog} class="ask-notice" onClose=${onDone} aria-labelledby="asked-notice" onKeyDown=${chosen}>
    <form onSubmit=${go} novalidate>
      <h2 id="asked-notice">发布通知<span class="en">Publish a notice</span></h2>
      <div class="two"><div class="form">
        <fieldset class="kinds"><legend>哪一条</legend>${KINDS.map((one, digit) => html`<label key=${one.id} class=${URGENCIES[one.urgency].tone}>
          <input type="radio" name="kind" value=${one.id} data-testid=${`kind-${one.id || "own"}`} checked=${kind.id === one.id} onChange=${() => setKind(one)} />
          <kbd>${digit}</kbd> ${one.name}</label>`)}</fieldset>
        ${!kind.id && html`<div class="own"><${Field} name="text" label="内容" words=${words} onWords=${setWords} />
          <${Field} name="text_en" label="英文(选填)" words=${words} onWords=${setWords} />
          <${Field} name="sign" label="窗口屏短文(选填)" words=${words} onWords=${setWords} /></div>`}
        <div class="row"><label>显示到<select data-testid="notice-end" value=${words.end} onChange=${(e) => setWords({ ...words, end: e.target.value })}>
          ${ENDS.map(([value, word]) => html`<option key=${value} value=${value}>${value ? word : usualEnd(kind)}</option>`)}</select></label>
          ${words.end === "until" && html`<label>时间<input type="time" data-testid="notice-until" required value=${words.until} onInput=${(e) => setWords({ ...words, until: e.target.value })} /></label>`}
          <label>原因(选填)<input data-testid="notice-reason" autocomplete="off" maxlength="200" value=${words.reason} onInput=${(e) => setWords({ ...words, reason: e.target.value })} /></label></div>
        ${boot.floors.length > 1 && kind.urgency !== "evacuate" && html`<fieldset class="scope"><legend>范围(不选为全大厅)</legend>${boot.floors.map((floor) => html`
          <label key=${floor.id}><input type="checkbox" data-testid=${`scope-${floor.id}`} checked=${floors.includes(floor.id)}
            onChange=${(e) => setFloors(boot.floors.map((f) => f.id).filter((id) => (id === floor.id ? e.target.checked : floors.includes(id))))} />${floor.name}</label>`)}</fieldset>`}
      </div><${Preview} kind=${kind} words=${told === kind ? kind : words} /></div>
      ${problem && html`<p class="problem" role="alert" data-testid="notice-problem">${problem.detail}<span class="en">${problem.detail_en}</span></p>`}
      <div class="choice"><button type="button" data-testid="cancel" onClick=${onDone}>返回</button>
        <button class="main ${kind.urgency}" data-testid="publish" disabled=${busy}>${busy ? "正在发布…" : `发布${kind.id ? kind.name : ""}`}</button></div>
    </form></dialog>`;
}
