// A number for the citizen at the desk: find the matter, say what is special, take it.
import { boot, html, useFirstFocus, useLayoutEffect, useNow, useRef, useState } from "/static/hall.js";
import { useCatalogue } from "/static/catalogue.js";
import { Answer } from "./answer.js";
import { search } from "./find.js";
import { Notice } from "./notice.js";
import { Problem, ticketPath, useAct } from "./parts.js";
import { LANES, NO_PAPERS, OTHER, places, quickReasons, since } from "./words.js";

const closedWords = ({ queue, matter }) => matter?.closed ?? queue.closed;
const phones = (windows) => [...new Set(windows.map((w) => w.phone).filter(Boolean))].map((phone) => ` ☎ ${phone}`).join("");

/** A counter that gives no numbers: the way there. */
function Direction({ other }) {
  return html`<li><div class="row off" data-testid=${`other-${other.id}`}><b class="prefix">→</b>
    <span class="row-name"><b>${other.units.join("、") || other.label}</b><span class="soft">${other.floor_name} ${other.label}${phones([other])}${other.business && ` · ${other.business}`}</span></span>
    <span class="row-closed">不取号,请直接前往</span></div></li>`;
}

function Row({ row, now, onChoose, onTell }) {
  const { queue, matter } = row;
  const closed = closedWords(row);
  const where = places(queue.windows).map(([floor, labels]) => `${floor} ${labels}`).join(";") + phones(queue.windows);
  const inside = html`<b class="prefix number">${queue.prefix}</b>
    <span class="row-name"><b>${matter?.name ?? queue.name}</b><span class="soft">${matter ? `${queue.name} · ` : ""}${where || "没有窗口"}</span></span>
    ${closed ? html`<span class="row-closed">${closed.text}</span>` : html`<span class="row-wait"><b>${queue.waiting}</b>人等候
      <span class="soft">${queue.waiting && queue.oldest_at ? `最久${since(queue.oldest_at, now)}` : ""} ${queue.windows_open ? `${queue.windows_open}窗口在岗` : html`<em>无人在岗</em>`}</span></span>`}`;
  const id = matter?.id ?? queue.id;
  return closed ? html`<li><div class="row off" data-testid=${`closed-${id}`}>${inside}${onTell && matter && html`<button type="button" class="key slim" data-testid=${`tell-${id}`} onClick=${() => onTell(row)}>告知</button>`}</div></li>`
    : html`<li><button type="button" class="row" data-row data-testid=${`choose-${id}`} onClick=${() => onChoose(row)}>${inside}</button></li>`;
}

function Find({ queues, catalogue, onChoose, onTell }) {
  const [typed, setTyped] = useState("");
  const first = useFirstFocus();
  const list = useRef(null);
  const now = useNow(30_000);
  const rows = search(queues, catalogue, typed);
  const move = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [first.current, ...list.current.querySelectorAll("[data-row]")];
    all[Math.min(all.length - 1, Math.max(0, all.indexOf(document.activeElement) + step))].focus();
  };
  const enter = (event) => {
    event.preventDefault();
    const open = rows.find((row) => row.queue && !closedWords(row));
    if (open && typed.trim()) onChoose(open);
  };
  return html`<div class="find" onKeyDown=${move}>
    <form onSubmit=${enter} role="search" aria-label="找事项"><label for="matter">办什么事?<span class="en" lang="en">Matter, unit or window, in Chinese or pinyin; or the letter</span></label>
      <div class="line"><input id="matter" data-testid="matter" ref=${first} type="search" autocomplete="off" maxlength="60" value=${typed}
        placeholder="如:结婚、jiehun、yl、3号窗口、B" onInput=${(e) => setTyped(e.target.value)} /><kbd>F2</kbd></div></form>
    <ul class="rows" ref=${list} aria-label="业务">${rows.map((row) => (row.other ? html`<${Direction} key=${row.other.id} other=${row.other} />`
      : html`<${Row} key=${`${row.queue.id}/${row.matter?.id ?? ""}`} row=${row} now=${now} onChoose=${onChoose} onTell=${onTell} />`))}</ul>
    ${!rows.length && html`<p class="soft" data-testid="none">没有这样的事项。换一个词,或清空后从全部业务中选。<span class="en" lang="en">Nothing found; try another word.</span></p>`}
  </div>`;
}

/** `onTake(reason)`: the ready reasons take the number at once. */
function Reason({ value, quick, field, onChange, onTake }) {
  const pick = (text) => {
    if (text === OTHER) { onChange(""); field.current.focus(); } else if (onTake) onTake(text); else onChange(text);
  };
  return html`<div class="field"><label for="reason">原因(必填)<span class="en" lang="en">Reason</span></label>
    ${quick.length > 0 && html`<p class="quick">${quick.map((text) => html`<button type="button" key=${text} class=${value === text ? "on" : ""} aria-pressed=${String(value === text)}
      data-testid=${`quick-${text}`} onClick=${() => pick(text)}>${text}${onTake && text !== OTHER && ",取号"}</button>`)}</p>`}
    <input id="reason" data-testid="reason" ref=${field} autocomplete="off" maxlength="200" value=${value} onInput=${(e) => onChange(e.target.value)} /></div>`;
}

function Chosen({ row, desk, onBack }) {
  const [telling, setTelling] = useState(false);
  const { queue, matter } = row;
  return html`<div class="chosen"><b class="prefix number">${queue.prefix}</b>
    <p><b data-testid="chosen">${matter?.name ?? queue.name}</b><span class="soft">${queue.unit} · ${queue.waiting}人等候</span>
      ${queue.windows.map((w) => html`<span key=${w.id} class="soft">${w.floor_name} ${w.label}${w.phone && ` ☎ ${w.phone}`}${w.open ? "" : "(无人)"}</span>`)}</p>
    <p class="chosen-keys">${matter && desk.may.desk && html`<button type="button" class="key" data-testid="notice" aria-expanded=${String(telling)} onClick=${() => setTelling(!telling)}>一次性告知</button>`}
      <button type="button" class="key" data-testid="change" onClick=${onBack}>换事项</button></p></div>
    ${telling && html`<${Notice} desk=${desk} matter=${matter} />`}`;
}

/** A refusal in words, and what can be done about it. */
function Refused({ problem, desk, act, onReprinted }) {
  const { code, params, errors } = problem ?? {};
  const told = code === "invalid" && errors?.some((e) => e.field === "id_number")
    ? { detail: "身份证号码有误,请核对,或留空。", detail_en: "The ID number is not right; please check it or leave it empty." } : problem;
  const reprint = async () => { if (await act(ticketPath(params.ticket, "reprint"), { kiosk: desk.kiosk.id })) onReprinted(params.number); };
  return html`<${Problem} problem=${told}>
    ${code === "open_ticket_exists" && html`<p class="quick">
      ${desk.may.paper && desk.kiosk && html`<button type="button" class="key" data-testid="reprint-existing" onClick=${reprint}>补打 ${params.number}</button>`}
      <button type="button" class="key" data-testid="show-existing" onClick=${() => desk.onShow(params.ticket)}>查看 ${params.number}</button></p>`}
    ${["quota_reached", "slot_full"].includes(code) && html`<p class="soft">${desk.may.beyondQuota ? "值班员填写原因后可以加号。" : "确需加号的,请联系值班员。"}</p>`}<//>`;
}

/** Whom the law lets go first: one press is lane and reason together, or the key of its place. */
function Kinds({ form, lanes, onPick }) {
  const kinds = [...(lanes.includes("priority") ? boot.priorities.map((name) => ["priority", name]) : []), ...(lanes.includes("green") ? [["green", quickReasons("green")[0]]] : [])];
  const on = ([lane, name]) => form.lane === lane && form.reason === name;
  return html`<p class="quick" role="group" aria-label="优先对象">${kinds.map((kind, index) => html`<button type="button" key=${kind[1]} data-testid=${`quick-${kind[1]}`}
    class=${on(kind) ? "on" : ""} aria-pressed=${String(on(kind))} onClick=${() => onPick(kind[1], kind[0])}>${index < 9 && kind[0] === "priority" && html`<kbd>${index + 1}</kbd> `}${kind[0] === "green" && `${LANES.green} · `}${kind[1]}</button>`)}</p>`;
}

/** 实名取号: the number of the card, or why there is none. */
function Identity({ need, form, field, set, onWhy }) {
  const without = need && html`<p class="quick" role="group" aria-label="未带证件">${NO_PAPERS.map((why) => html`<button type="button" key=${why} data-testid=${`papers-${why}`}
    class=${form.papers === why ? "on" : ""} aria-pressed=${String(form.papers === why)} onClick=${() => onWhy(form.papers === why ? "" : why)}>${why}</button>`)}</p>`;
  return html`<div class="field"><label for="id-number">${need ? "身份证号,或未带证件的原因" : "身份证号(选填)"}</label>
    <input id="id-number" data-testid="id-number" ref=${field} autocomplete="off" inputmode="text" spellcheck=${false} maxlength="20" value=${form.id}
      onInput=${(e) => set({ id: e.target.value, papers: "" })} />${without}</div>`;
}

const EMPTY = { lane: "normal", reason: "", papers: "", assist: false, id: "" };

function bodyOf(form, { queue, matter }, asked) {
  const why = [asked && form.reason.trim(), form.papers].filter(Boolean).join(";");
  const body = { queue: queue.id, lane: form.lane, matter: matter?.id ?? "", assist: form.assist, reason: why };
  if (form.papers) body.no_papers = true;
  if (form.id.trim()) body.id_number = form.id.trim();
  return body;
}

/** A digit presses the kind of that place, unless somebody is writing. */
function useDigits(kinds, pick) {
  useLayoutEffect(() => {
    const pressed = (event) => {
      const name = /^[1-9]$/.test(event.key) && kinds[Number(event.key) - 1];
      if (!name || event.altKey || event.ctrlKey || event.metaKey || event.target.matches?.("input:not([type=radio], [type=checkbox]), select, textarea")) return;
      event.preventDefault();
      pick(name);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}

function Form({ desk, row, onBack, onTaken }) {
  const { queue } = row;
  const { act, problem, setProblem, working } = useAct(desk);
  const [form, setForm] = useState(EMPTY);
  const [reprinted, setReprinted] = useState("");
  const need = queue.real_name === "required"; // a rule of the plan, known before it is refused
  const [main, named] = [useRef(null), useRef(null)];
  useLayoutEffect(() => (need ? named : main).current.focus({ preventScroll: true }), [need]);
  const reason = useRef(null);
  const late = desk.view.hall.state === "extended";
  const beyond = desk.may.beyondQuota && ["quota_reached", "slot_full"].includes(problem?.code);
  const [askAlways, setAskAlways] = useState(false); // once asked for, the reason stays to be read
  const asked = form.lane !== "normal" || late || beyond || askAlways;
  const set = (change) => { setForm((last) => ({ ...last, ...change })); setReprinted(""); };
  const lane = (value) => { set({ lane: value, reason: "" }); setProblem(null); };
  const pick = (name, value = "priority") => { set({ lane: value, reason: name }); setProblem(null); main.current.focus({ preventScroll: true }); };
  const without = (why) => { set({ papers: why, id: "" }); setProblem(null); main.current.focus({ preventScroll: true }); };
  const first = desk.may.lanes.includes("priority");
  useDigits(first ? boot.priorities : [], pick);
  const submit = async (event) => {
    event.preventDefault();
    if (asked && !form.reason.trim()) { setAskAlways(true); reason.current.focus(); return; }
    await takeFor(form.reason);
  };
  const takeFor = async (why) => {
    if (beyond) setAskAlways(true);
    set({ reason: why });
    const taken = await act("/api/tickets", bodyOf({ ...form, reason: why }, row, asked));
    if (taken) onTaken(taken);
  };
  return html`<form class="take" onSubmit=${submit} aria-label="取号">
    <${Chosen} row=${row} desk=${desk} onBack=${onBack} />
    ${desk.may.lanes.length > 1 && html`<fieldset class="lanes"><legend>号别 <span class="en" lang="en">Lane</span></legend>${desk.may.lanes.map((value) => html`
      <label key=${value} class=${form.lane === value ? "on" : ""}><input type="radio" name="lane" value=${value} data-testid=${`lane-${value}`}
        checked=${form.lane === value} onChange=${() => lane(value)} />${LANES[value]}</label>`)}<${Kinds} form=${form} lanes=${desk.may.lanes} onPick=${pick} /></fieldset>`}
    ${asked && html`<${Reason} value=${form.reason} quick=${form.lane === "normal" ? quickReasons("normal", late) : []} onTake=${takeFor} field=${reason} onChange=${(text) => set({ reason: text })} />`}
    <div class="two"><label class="check"><input type="checkbox" data-testid="assist" checked=${form.assist} onChange=${(e) => set({ assist: e.target.checked })} />
        <span>需协助<span class="en" lang="en">The window is told to assist</span></span></label>
      <${Identity} need=${need} form=${form} field=${named} set=${set} onWhy=${without} /></div>
    <${Refused} problem=${problem} desk=${desk} act=${act} onReprinted=${setReprinted} />
    ${reprinted && html`<p class="done" role="status">✓ ${reprinted} 已送到${desk.kiosk?.name}打印</p>`}
    <button class="main large" ref=${main} type="submit" data-testid="take" aria-disabled=${String(working)}>${working ? "正在取号…" : desk.may.paper && desk.kiosk ? "取号并打印" : "取号"}<span class="en" lang="en">Take a number</span></button>
  </form>`;
}

export function Issue({ desk, onNext }) {
  const [row, setRow] = useState(null);
  const catalogue = useCatalogue(desk.view.hall.day, desk.stale);
  const [taken, setTaken] = useState(null);
  const [told, setTold] = useState(null); // a row that is closed today: what it needs may be asked all the same
  const still = row && desk.view.queues.find((q) => q.id === row.queue.id);
  return html`<section class="card issue" aria-label="代取号">
    ${taken ? html`<${Answer} desk=${desk} ticket=${taken} hint="F2" onNext=${onNext} />`
      : told ? html`<div class="chosen"><b class="prefix number">${told.queue.prefix}</b><p><b data-testid="chosen">${told.matter.name}</b><span class="soft">${closedWords(told)?.text}</span></p>
        <p class="chosen-keys"><button type="button" class="key" data-testid="change" onClick=${() => setTold(null)}>换事项</button></p></div><${Notice} desk=${desk} matter=${told.matter} />`
      : still ? html`<${Form} desk=${desk} row=${{ ...row, queue: still }} onBack=${() => setRow(null)} onTaken=${setTaken} />`
      : html`<${Find} queues=${desk.view.queues} catalogue=${catalogue} onChoose=${setRow} onTell=${desk.may.desk && setTold} />`}
  </section>`;
}
