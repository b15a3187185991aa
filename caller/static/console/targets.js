// Where somebody is sent on to (转移): found by words or pinyin, with who waits there; and what the citizen is told afterwards.
import { find } from "/static/find.js";
import { get, html, useEffect, useFirstFocus, useRef, useState } from "/static/hall.js";
import { noRepeat, STATES } from "./actions.js";
import { Cancel, Panel } from "./panel.js";
import { Place, usePlace } from "./places.js";
import { CAUSES } from "./waiting.js";

const WORDS = { queue: "队列", window: "窗口", staff: "人员" };

/**
 * Queues, windows and people, one press each, so the option stands before them. The field has the focus: type to find,
 * arrows to go, Enter to send. `onAnswer(body, target)` by keys, `onClick` by mouse.
 */
export function Targets({ ticket, windowId, papers, stood, onAnswer, onClick, onCancel }) {
  const field = useFirstFocus();
  const list = useRef(null);
  const [targets, trouble] = useTargets(windowId, ticket);
  const [wanted, setWanted] = useState("");
  const [back, setBack] = useState(false);
  const [places, place, choose] = usePlace("way", papers);
  const words = wanted.normalize("NFKC").trim();
  // Who is not there is shown to whoever looks for it, and cannot be chosen.
  const found = words ? find(targets ?? [], words) : (targets ?? []).filter((target) => !target.closed);
  const open = found.filter((target) => !target.closed);
  const paper = !place ? { slip: false } : place.kiosk ? { kiosk: place.kiosk } : {};
  const going = (target) => [{ to: target.to, id: target.id, come_back: back, ...paper }, target];
  const onKey = (event) => {
    const step = event.target.tagName !== "SELECT" && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onCancel();
    else if (step) {
      event.preventDefault();
      const buttons = [...list.current.querySelectorAll("button")];
      const next = buttons.indexOf(event.target) + step;
      (next < 0 ? field.current : buttons[Math.min(next, buttons.length - 1)])?.focus();
    } else if (event.key === "Enter" && event.target.type === "checkbox") event.preventDefault();
  };
  // Enter in the field only sends where there is nothing left to choose between.
  const submit = () => { if (words && open.length === 1) onAnswer(...going(open[0])); };
  return html`<${Panel} ...${{ name: "转移到", id: "ask-transfer", ask: "转移到哪里?", en: "Transfer to which queue, window or person?", number: ticket.number, stood, onKey }} onSubmit=${submit}>
    <div class="target-head"><label class="reason-own"><span>查找:业务、窗口、姓名或拼音</span>
      <input type="text" ref=${field} value=${wanted} maxlength="40" data-testid="target-find" autocomplete="off" spellcheck=${false}
        onInput=${(event) => setWanted(event.currentTarget.value)} /></label>
    <label class="come-back"><input type="checkbox" checked=${back} data-testid="come-back" onChange=${(event) => setBack(event.currentTarget.checked)} />
      <span>办完返回本窗口<span class="en" lang="en">Comes back here afterwards</span></span></label></div>
    <div class="target-list" ref=${list} role="group" aria-label="转移目标">
      ${Object.entries(WORDS).map(([to, title]) => html`<${Group} key=${to} title=${title} targets=${found.filter((one) => one.to === to)} onChoose=${(target) => onClick(...going(target))} />`)}
      ${!found.length && html`<p class="soft" role="status">${trouble ?? (targets ? "没有符合的目标。换一个词试试。" : "正在连接…")}</p>`}
    </div>
    ${places.length ? html`<${Place} id="way-place" label="去处单打印到" ...${{ places, place, none: "不打印", onChoose: choose }} />`
      : html`<p class="paper-told" data-testid="transfer-paper">${whyNone(papers)},请把去处告诉群众<span class="en" lang="en">Nothing is printed: please say where to go</span></p>`}
    <div class="reason-ends one"><${Cancel} onCancel=${onCancel} /></div>
  <//>`;
}

/** Why no paper tells the citizen where to go; the number is sent on all the same. */
function whyNone(papers) {
  return papers.length ? papers.map((one) => `${one.window ? "本窗口打印机" : one.name}${CAUSES[one.cause] ?? "有故障"}`).join("、") : "没有打印机";
}

function Group({ title, targets, onChoose }) {
  if (!targets.length) return null;
  return html`<section><h2>${title}</h2>${targets.map((target) => (target.closed
    ? html`<p key=${target.id} class="target off" data-testid=${`shut-${target.id}`}><b>${target.title}</b><span>${target.closed.text}</span></p>`
    : html`<button key=${target.id} type="button" class="side-key target" data-testid=${`target-${target.id}`} onKeyDown=${noRepeat} onClick=${() => onChoose(target)}>
      <b>${target.title}</b><span>${target.note}</span></button>`))}</section>`;
}

/** [targets, trouble]. Neither this window nor the queue the number already stands in is a target. */
function useTargets(windowId, ticket) {
  const [known, setKnown] = useState([null, null]);
  useEffect(() => {
    let gone = false;
    get(`/api/windows/${encodeURIComponent(windowId)}/targets`).then(({ ok, data, problem }) => {
      if (!gone) setKnown(ok ? (data.allowed ? [targetsOf(data, ticket), null] : [[], "本大厅不转移:由首个受理窗口办结。"]) : [null, problem.detail]);
    });
    return () => { gone = true; };
  }, []);
  return known;
}

function targetsOf({ queues, windows, staff }, ticket) {
  const waits = (n) => `等候 ${n} 人`;
  return [
    ...queues.filter((q) => q.id !== ticket.queue).map((q) => ({ ...q, to: "queue", title: `${q.prefix} ${q.name}`,
      note: `${waits(q.waiting)} · ${q.windows_open ? `${q.windows_open}窗口在岗` : "无人在岗"}` })),
    ...windows.map((w) => ({ ...w, to: "window", title: w.label, windows: [w],
      note: `${w.staff?.name ?? ""} · ${STATES[w.state].word} · ${waits(w.waiting)}` })),
    ...staff.map((p) => ({ ...p, to: "staff", title: `${p.name} ${p.id}`, windows: [p], note: `${p.label} · ${STATES[p.state].word}${p.waiting ? ` · ${waits(p.waiting)}` : ""}` })),
  ];
}

/** Where the number that was just sent on has to go: to be read to the citizen, and gone with the next number. */
export function Sent({ sent, slip, onClose }) {
  const { number, target, back } = sent;
  const floors = new Map();
  for (const w of target.windows) floors.set(w.floor_name, [...(floors.get(w.floor_name) ?? []), w.label]);
  const [text, en] = wayWords(slip);
  return html`<section class=${slip?.slip === "failed" ? "sent failed" : "sent"} role="status" data-testid="sent">
    <p><span class="number">${number}</span> 已转到 <b>${target.title}</b>${back && ",办完返回本窗口"}</p>
    <p>${[...floors].map(([floor, labels]) => `${floor} ${labels.join("、")}`).join(";")}${target.phones.map((phone) => html` <span class="phone" key=${phone}>☎ ${phone}</span>`)}</p>
    <p class="soft" data-testid="sent-slip">${text}<span class="en" lang="en">${en}</span></p>
    <button type="button" class="side-key slim" data-testid="sent-close" aria-label="关闭" onClick=${onClose}>×</button>
  </section>`;
}

/** What became of the slip with the way: told by its printer, never guessed. */
function wayWords(slip) {
  if (slip?.slip === "pending") return ["去处单正在打印…", "Printing where to go…"];
  if (slip?.slip === "printed" && slip.kiosk) return [`去处单在${slip.place}打出,请群众到那里取单。`, `Printed at ${slip.place}; please send the citizen there for it.`];
  if (slip?.slip === "printed") return ["去处单已在本窗口打出,请交给群众。", "Printed here; please hand it over."];
  if (slip?.slip !== "failed") return ["没有打印,请把去处告诉群众。", "Nothing was printed; please say where to go."];
  return [`去处单没有打出(${slip.place ? `${slip.kiosk ? slip.place : "本窗口打印机"}:` : ""}${CAUSES[slip.cause] ?? "打印机有故障"}),请把去处告诉群众。`, "It did not come out; please say where to go."];
}
