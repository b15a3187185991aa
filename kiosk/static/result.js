// The number, where to go with it, and what became of its paper.
import { boot, html, post, useEffect, useState } from "/static/hall.js";
import { En, places } from "./frame.js";
import { Touch, useCountdown } from "./touch.js";

const SHOW_S = 12;
const GRACE_S = 15;
const PRINT_S = 60;

const SLIPS = {
  pending: { mark: "…", tone: "", text: "正在打印,请取走号票", en: "Printing, please take your slip" },
  printed: { mark: "✓", tone: "good", text: "请取走号票", en: "Please take your slip" },
  none: { mark: "!", tone: "", text: "请记住号码", en: "Please remember your number" },
  kept: { mark: "✓", tone: "good", text: "已保留,请记住号码", en: "Kept. Please remember your number" },
  failed: { mark: "!", tone: "warn", text: "没有打印出来。号码有效,要保留吗?", en: "It was not printed. The number is valid: keep it?" },
  void: { mark: "×", tone: "plain", text: "号码已取消", en: "The number is cancelled" },
};

/** How long the page stays: a question waits for its answer, paper for the printer. */
const STAY_S = { failed: boot.answer_s + GRACE_S, pending: PRINT_S };

export function Result({ view, stage, settled, stale, home }) {
  const { ticket } = stage;
  const [decided, setDecided] = useState(null);
  const state = decided ?? view.slips[ticket.id] ?? ticket.slip;
  const stay = STAY_S[state] ?? SHOW_S;
  const left = useCountdown(stay, state, home);
  const gone = state === "void";
  const done = !(state in STAY_S);
  return html`<section class=${`result ${state}`} aria-label="取号结果">
    <div class="result-top">
      <p class="result-label">${gone ? "已取消的号码" : "您的号码"}<span class="en" lang="en">${gone ? "Cancelled" : "Your number"}</span></p>
      <p class="result-number number" data-testid="result-number">${ticket.number}</p>
      <p class="result-queue">${ticket.queue_name}<${En} text=${ticket.queue_name_en} than=${ticket.queue_name} /></p>
    </div>
    <div class="result-rest">
      ${!gone && html`<${Way} ticket=${ticket} floor=${view.kiosk.floor} />`}
      <${SlipState} slip=${SLIPS[state] ?? SLIPS.none} />
      ${state === "failed" && html`<${Question} ticket=${ticket} left=${Math.max(0, left - GRACE_S)} stale=${stale} settled=${settled} onDecided=${setDecided} />`}
      ${!gone && ticket.qr && html`<figure class="qr"><img src=${ticket.qr} alt="查看排队进度的二维码" />
        <figcaption>手机扫码看进度<span class="en" lang="en">Scan to follow your turn</span></figcaption></figure>`}
      ${done && html`<${Touch} class="key main" disabled=${!settled} onTouch=${home} data-testid="done">完成(${left})
        <span class="en" lang="en">Done</span><//>`}
    </div>
    <p class="sr" role="status">您的号码 ${ticket.number},前面等候 ${ticket.ahead} 人。</p>
  </section>`;
}

function Way({ ticket, floor }) {
  return html`<div class="way">
    <p class="way-to">${places(ticket.windows, floor).map((place, index) => html`<span key=${place.floor}>
      ${index ? "或" : "请到"}<b>${place.floorName} ${place.labels}</b>
      <span class="en" lang="en">${place.floorNameEn}: ${place.labelsEn}</span></span>`)}</p>
    <p class="way-ahead">前面等候 <b>${ticket.ahead}</b> 人<span class="en" lang="en">${ticket.ahead} ahead of you</span></p>
    ${ticket.wait && html`<p class="way-wait" data-testid="wait">预计等候 ${ticket.wait.low_min}–${ticket.wait.high_min} 分钟
      <span class="en" lang="en">about ${ticket.wait.low_min}–${ticket.wait.high_min} minutes</span></p>`}
  </div>`;
}

function SlipState({ slip }) {
  return html`<p class=${`slip ${slip.tone}`} role="status" data-testid="slip-state">
    <span class="mark" aria-hidden="true">${slip.mark}</span>
    <span>${slip.text}<span class="en" lang="en">${slip.en}</span></span></p>`;
}

function Question({ ticket, left, stale, settled, onDecided }) {
  const [asked, setAsked] = useState(null);
  const [trouble, setTrouble] = useState(null);
  useEffect(() => setTrouble(null), [stale]);

  const answer = async (what, body, state) => {
    if (asked) return;
    if (stale) { setTrouble({ detail: "连接中断,请稍候再按。", detail_en: "Connection lost; please press again shortly." }); return; }
    setAsked(what);
    const { ok, problem } = await post(`/api/tickets/${encodeURIComponent(ticket.id)}/${what}`, body, { tries: 3 });
    setAsked(null);
    if (ok) onDecided(state); else setTrouble(problem);
  };

  const locked = !settled || asked !== null;
  return html`<div class="question" role="group" aria-label="要保留号码吗">
    <div class="question-keys">
      <${Touch} class="key main" disabled=${locked} data-testid="keep" onTouch=${() => answer("keep", {}, "kept")}>
        ${asked === "keep" ? "正在保留…" : "保留号码"}<span class="en" lang="en">Keep the number</span><//>
      <${Touch} class="key" disabled=${locked} data-testid="give-up" onTouch=${() => answer("void", { reason: "未出票,群众放弃" }, "void")}>
        ${asked === "void" ? "正在取消…" : "放弃号码"}<span class="en" lang="en">Give it up</span><//>
    </div>
    <p class="question-left">${left ? `${left} 秒后自动取消` : "正在取消…"}
      <span class="en" lang="en">${left ? `Cancelled in ${left} s` : "Cancelling…"}</span></p>
    ${trouble && html`<p class="question-trouble" role="alert">${trouble.detail}<span class="en" lang="en">${trouble.detail_en}</span></p>`}
  </div>`;
}
