// The number, where to go with it, and what became of its paper.
import { boot, html, post, useEffect, useState } from "/static/hall.js";
import { places } from "./frame.js";
import { MoreTime } from "./time.js";
import { Touch, useCountdown } from "./touch.js";
import { Named, N_, Said, T, named, t } from "./words.js";

const SHOW_S = 20;
const SCAN_S = 30;
const GRACE_S = 15;
const PRINT_S = 60;

const SLIPS = {
  pending: { mark: "…", tone: "", k: N_("正在打印,请稍候") },
  moved: { mark: "…", tone: "", k: N_("正在换另一台打印机,请稍候") },
  printed: { mark: "✓", tone: "good", k: N_("请取走号票") },
  none: { mark: "!", tone: "", k: N_("请记住号码") },
  kept: { mark: "✓", tone: "good", k: N_("已保留,请记住号码") },
  failed: { mark: "!", tone: "warn", k: N_("没有纸质号票,要保留号码吗?") },
  void: { mark: "×", tone: "plain", k: N_("号码已取消") },
};

/** How long the page stays: a question waits for its answer, paper for the printer. */
const STAY_S = { failed: boot.answer_s + GRACE_S, pending: PRINT_S, moved: PRINT_S };
/** Without paper there is time to scan the code or to write the number down. */
const PAPERLESS = ["failed", "kept", "none", "unconfirmed"];

export function Result({ view, stage, settled, stale, home }) {
  const { ticket } = stage;
  const [decided, setDecided] = useState(null);
  const state = decided ?? view.slips[ticket.id] ?? ticket.slip;
  const paperless = PAPERLESS.includes(state);
  const stay = STAY_S[state] ?? (paperless ? SCAN_S : SHOW_S);
  const left = useCountdown(stay, state, home, { fixed: state === "failed" }); // the server keeps that time
  const gone = state === "void";
  const done = !(state in STAY_S);
  return html`<section class=${`result ${state} ${paperless ? "paperless" : ""}`} style=${{ "--places": ticket.number.length }} aria-label=${t("取号结果")}>
    <div class="result-top">
      <p class="result-label"><${T} k=${gone ? N_("已取消的号码") : N_("您的号码")} /></p>
      <p class="result-number number" data-testid="result-number">${ticket.number}</p>
      <p class="result-queue"><${Named} of=${ticket} as="queue_name" /></p>
      ${ticket.tail && html`<p class="tail" data-testid="tail"><${T} k="证件尾号 {tail}" with=${{ tail: ticket.tail }} /></p>`}
      ${ticket.slot && html`<p class="tail" data-testid="slot"><${Said} of=${ticket.slot} /></p>`}
    </div>
    <div class="result-rest">
      ${!gone && html`<${Way} ticket=${ticket} floor=${view.kiosk.floor} />`}
      <${SlipState} slip=${SLIPS[state] ?? SLIPS.none} />
      ${state === "failed" && html`<${Question} ticket=${ticket} left=${Math.max(0, left - GRACE_S)} stale=${stale} settled=${settled} onDecided=${setDecided} />`}
      ${!gone && state !== "failed" && html`<${Code} ticket=${ticket} />`}
      ${done && html`<div class="result-keys"><${Touch} class="key main" disabled=${!settled} onTouch=${home} data-testid="done">
        <${T} k="完成({left})" with=${{ left }} /><//>
        <${MoreTime} disabled=${!settled} /></div>`}
    </div>
    ${state === "failed" && html`<${Code} ticket=${ticket} />`}
    <p class="sr" role="status">${t("您的号码 {number},前面等候 {ahead} 人。", { number: ticket.number, ahead: ticket.ahead })}</p>
  </section>`;
}

function Way({ ticket, floor }) {
  return html`<div class="way">
    <p class="way-to">${places(ticket.windows, floor).map((place, index) => html`<span key=${place.floor}>
      <${T} k=${index ? N_("或{place}") : N_("请到{place}")} with=${{ place: (code) => html`<b>${named(place, "floorName", code)} ${named(place, "labels", code)}</b>` }} /></span>`)}</p>
    <div class="way-facts">
      <p class="way-ahead"><${T} k="前面等候 {ahead} 人" with=${{ ahead: html`<b>${ticket.ahead}</b>` }} /></p>
      ${ticket.wait && html`<p class="way-wait" data-testid="wait">
        <${T} k="预计等候 {range} 分钟" with=${{ range: `${ticket.wait.low_min}–${ticket.wait.high_min}` }} /></p>`}
    </div>
  </div>`;
}

/** Beside a question it stands under the number where the screen lies. */
function Code({ ticket }) {
  return ticket.qr && html`<figure class="qr"><img src=${ticket.qr} alt=${t("查看排队进度的二维码")} />
    <figcaption><${T} k="手机扫码看进度" /></figcaption></figure>`;
}

function SlipState({ slip }) {
  return html`<p class=${`slip ${slip.tone}`} role="status" data-testid="slip-state">
    <span class="mark" aria-hidden="true">${slip.mark}</span>
    <span><${T} k=${slip.k} /></span></p>`;
}

function Question({ ticket, left, stale, settled, onDecided }) {
  const [asked, setAsked] = useState(null);
  const [trouble, setTrouble] = useState(null);
  useEffect(() => setTrouble(null), [stale]);

  const answer = async (what, body, state) => {
    if (asked) return;
    if (stale) { setTrouble({ k: N_("连接中断,请稍候再按。") }); return; }
    setAsked(what);
    const { ok, problem } = await post(`/api/tickets/${encodeURIComponent(ticket.id)}/${what}`, body, { tries: 3 });
    setAsked(null);
    if (ok) onDecided(state); else setTrouble(problem);
  };

  const locked = !settled || asked !== null;
  return html`<div class="question" role="group" aria-label=${t("要保留号码吗")}>
    <div class="question-keys">
      <${Touch} class="key main" disabled=${locked} data-testid="keep" onTouch=${() => answer("keep", {}, "kept")}>
        <${T} k=${asked === "keep" ? N_("正在保留…") : N_("保留号码")} /><//>
      <${Touch} class="key" disabled=${locked} data-testid="give-up" onTouch=${() => answer("void", { reason: "未出票,群众放弃" }, "void")}>
        <${T} k=${asked === "void" ? N_("正在取消…") : N_("放弃号码")} /><//>
    </div>
    <p class="question-left">${left ? html`<${T} k="{left} 秒后自动取消" with=${{ left }} />` : html`<${T} k="正在取消…" />`}</p>
    ${trouble && html`<p class="question-trouble" role="alert">${trouble.k ? html`<${T} k=${trouble.k} />` : html`<${Said} of=${trouble} as="detail" />`}</p>`}
  </div>`;
}
