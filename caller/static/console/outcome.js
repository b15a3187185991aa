// How a visit ended: asked below the keys after a finish, never instead of them; and what is still to be noted.
import { html, newKey, useFirstFocus, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { noRepeat } from "./actions.js";
import { AWAY, command, useSettled } from "../commands.js";
import { List, ListKey } from "./lists.js";
import { age } from "../parts.js";
import { hasPaper } from "./receipt.js";

/** {asked, ask, note}: which visit is asked about — the newest, or one chosen from the lists — and how it is answered.
 *  It has a way of its own to the server: a call never waits for it. */
export function useOutcome({ view, stale, say, onLost }) {
  const [chosen, setChosen] = useState(null);
  const [receipt, setReceipt] = useState(null); // what was taken in last, while its paper may still be wanted
  const busy = useRef(false);
  const mine = [...view.unnoted, ...view.noted];
  const asked = mine.find((ticket) => ticket.id === chosen) ?? view.unnoted.find((ticket) => ticket.id === view.newest) ?? null;
  const note = async (ticket, body) => {
    if (stale) { say(AWAY); return; }
    if (busy.current) return;
    busy.current = true;
    const { ok, data, lost, problem } = await command(`/api/tickets/${encodeURIComponent(ticket.id)}/outcome`, body, newKey());
    busy.current = false;
    say(problem);
    if (ok) setChosen(null);
    if (ok) setReceipt(hasPaper(data.noted) ? { ...data.noted, number: ticket.number } : null);
    if (lost) onLost();
  };
  const settled = useSettled(asked?.id ?? null); // a digit meant for one visit never notes the next
  return { asked, settled, chosen: asked !== null && asked.id === chosen, ask: setChosen, note, receipt, heard: () => setReceipt(null) };
}

const ASKS = ["open", "paused", "returned"]; // 承诺、补办、退回: a day is promised, or a reason is told

/** One digit for each outcome; where a case number is needed, its field opens first. */
export function OutcomeAsked({ ticket, chosen, settled, outcomes, quiet, onNote, onCancel, onDone }) {
  const [wanted, setWanted] = useState(null); // the outcome whose case number is being typed
  const choose = (outcome) => {
    if (!settled) return;
    if (outcome.needs_case_no || ASKS.includes(outcome.line)) setWanted(outcome); else onNote({ outcome: outcome.id });
  };
  const leave = () => { setWanted(null); onDone(); };
  useDigits((digit) => { if (!wanted && !quiet && outcomes[digit - 1]) choose(outcomes[digit - 1]); });
  return html`<section class="outcome" aria-label="办理结果" data-testid="outcome">
    <p class="reason-ask"><span class="number">${ticket.number}</span> 办理结果?<span class="en" lang="en">How did it end?</span></p>
    ${wanted ? html`<${CaseNo} outcome=${wanted} usual=${ticket.case_no} onCancel=${leave}
        onOk=${(more) => { leave(); onNote({ outcome: wanted.id, ...more }); }} />`
      : html`<div class="outcome-list">${outcomes.map((outcome, index) => html`<button key=${outcome.id} type="button"
          class=${`side-key ${outcome.usual ? "usual" : ""} ${ticket.outcome === outcome.id ? "on" : ""}`} data-testid=${`outcome-${outcome.id}`} title=${outcome.name_en} aria-disabled=${String(!settled)}
          onKeyDown=${noRepeat} onClick=${() => choose(outcome)}><span>${outcome.name}</span><kbd>${index + 1}</kbd></button>`)}
        ${chosen && html`<button type="button" class="side-key" data-testid="outcome-cancel" onClick=${() => { onCancel(); onDone(); }}>取消</button>`}</div>`}
  </section>`;
}

/** What the ledger must know besides: the case number, days where the matter's own limit is not meant, the reason. */
function CaseNo({ outcome, usual, onOk, onCancel }) {
  const field = useFirstFocus();
  const [text, setText] = useState(usual);
  const [days, setDays] = useState("");
  const [reason, setReason] = useState("");
  const asksNo = outcome.needs_case_no || outcome.line !== "returned";
  const ready = !outcome.needs_case_no || text.trim();
  const onKey = (event) => { if (event.key === "Escape" && !event.isComposing) onCancel(); };
  const submit = (event) => {
    event.preventDefault();
    if (ready) onOk({ case_no: text.trim(), reason: reason.trim(), ...(Number(days) ? { days: Number(days) } : {}) });
  };
  return html`<form onSubmit=${submit} onKeyDown=${onKey} data-keys="off" class="case-no">
    ${asksNo && html`<label class="reason-own"><span>${outcome.name} · 受理编号<span class="en" lang="en">Case number${outcome.needs_case_no ? "" : ", if there is one"}</span></span>
      <input type="text" ref=${field} value=${text} maxlength="40" autocomplete="off" spellcheck=${false} data-testid="case-no"
        onInput=${(event) => setText(event.currentTarget.value)} /></label>`}
    ${outcome.line === "open" && html`<label class="reason-own"><span>承诺工作日(不填按事项时限${outcome.promise_days ? `或 ${outcome.promise_days} 天` : ""})<span class="en" lang="en">Working days, if not the usual</span></span>
      <input type="text" inputmode="numeric" pattern="[0-9]{1,3}" value=${days} maxlength="3" autocomplete="off" data-testid="case-days" onInput=${(event) => setDays(event.currentTarget.value)} /></label>`}
    ${["paused", "returned"].includes(outcome.line) && html`<label class="reason-own"><span>${outcome.line === "paused" ? "还缺什么" : `${outcome.name} · 原因`}<span class="en" lang="en">${outcome.line === "paused" ? "What is missing" : "Why"}</span></span>
      <input type="text" ref=${asksNo ? null : field} value=${reason} maxlength="200" autocomplete="off" data-testid="case-reason" onInput=${(event) => setReason(event.currentTarget.value)} /></label>`}
    <div class="reason-ends"><button type="button" class="side-key" data-testid="case-no-cancel" onClick=${onCancel}>取消<kbd>Esc</kbd></button>
      <button type="submit" class="side-key strong" data-testid="case-no-ok" aria-disabled=${String(!ready)}>登记</button></div>
  </form>`;
}

/** Digits of the row or of the number block, as for the letters: no auto-repeat, no chords, never while typing. */
function useDigits(onDigit) {
  const handler = useRef(onDigit);
  handler.current = onDigit;
  useLayoutEffect(() => {
    const pressed = (event) => {
      const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? [];
      const typing = event.target.closest?.("input, textarea, select, [data-keys=off]");
      if (!digit || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      handler.current(Number(digit));
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

/** 待补登记: kept for the day, and never in the way of the next call. */
export function Unnoted({ tickets, total, onAsk }) {
  return html`<${List} id="unnoted" title="待补登记" unit="件" total=${total} tickets=${tickets} row=${(ticket) => html`
    <span class="more-words">${ticket.matter_name || ticket.queue_name}</span>
    <${ListKey} id=${`note-${ticket.number}`} word="登记" number=${ticket.number} idle=${false} ready=${true} onPress=${() => onAsk(ticket.id)} />`} />`;
}

/** The clerk's own day in counts, and the last outcomes, which may still be corrected. */
export function MyDay({ view, onAsk }) {
  const { my_day: day, noted, outcomes } = view;
  const told = day.rated + day.unrated;
  const nameOf = (ticket) => [outcomes.find((o) => o.id === ticket.outcome)?.name ?? ticket.outcome, ticket.case_no].filter(Boolean).join(" · ");
  return html`<details class="more my-day" data-testid="my-day">
    <summary>我的今天 · 已办结 <b data-testid="finished">${day.served}</b> 件</summary>
    <dl class="facts">
      <div><dt>平均办理</dt><dd data-testid="my-service">${day.service_ms === null ? "—" : age(day.service_ms)}</dd></div>
      <div><dt>现在等候</dt><dd>${view.waiting_total} 人</dd></div>
      <div><dt>已评价</dt><dd data-testid="my-rated">${told ? `${day.rated} 件` : "—"}</dd></div>
      <div><dt>未评价</dt><dd data-testid="my-unrated">${told ? `${day.unrated} 件` : "—"}</dd></div>
    </dl>
    <p class="soft">评价只计件数,每满5件更新一次。<span class="en" lang="en">Ratings are counted, five visits at a time.</span></p>
    ${noted.length > 0 && html`<ul class="more-list">${noted.map((ticket) => html`<li key=${ticket.id} data-testid=${`noted-${ticket.number}`}>
      <span class="number">${ticket.number}</span><span class="more-words">${nameOf(ticket)}</span>
      <${ListKey} id=${`correct-${ticket.number}`} word="更正" number=${ticket.number} idle=${false} ready=${true} onPress=${() => onAsk(ticket.id)} /></li>`)}</ul>`}
  </details>`;
}
