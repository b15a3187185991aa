// Who takes this number: the ID card on the reader, or its number by a pad; then the number at once.
import { boot, html, useEffect, useRef, useState } from "/static/hall.js";
import { useCard } from "./card.js";
import { LENGTH, fault, masked, typed, whole } from "./id_number.js";
import { Touch, useCountdown } from "../touch.js";
import { Named, N_, Said, T, t } from "../words.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0"];
const FAULTS = { birth: N_("第7到14位是出生日期,请核对"), check: N_("号码有误,请核对") };

/** What is asked of the server once it is known who is there: of this page's queue, or what another page began. */
function wish({ queue, matter, request }, modes) {
  if (request) return request;
  const lane = modes.priority ? "priority" : "normal";
  return { what: matter?.id ?? queue.id, path: "/api/tickets", body: { queue: queue.id, matter: matter?.id ?? "", lane } };
}

export function Identity({ view, stage, settled, issuing, stale, modes, home, issue }) {
  const { what, path, body } = wish(stage, modes);
  const queue = stage.queue ?? view.queues.find(({ id }) => id === body.queue);
  const [typing, setTyping] = useState(false);
  const locked = issuing !== null || !settled;
  const pad = typing || !view.reader;
  useCountdown(boot.home_s, String(pad), home);
  const ask = (who) => issue(what, path, { ...body, ...who });
  return html`<section class="identity" aria-label=${t("实名取号")}>
    <div class="identity-head">
      <h2 class="ask"><${T} k=${pad ? N_("请输入身份证号") : N_("请刷身份证")} /></h2>
      ${queue && html`<p class="identity-for"><${Named} of=${stage.matter ?? queue} /></p>`}
    </div>
    ${pad ? html`<${Pad} view=${view} stage=${stage} locked=${locked} busy=${issuing !== null} onNumber=${(number) => ask({ id_number: number })} />`
      : html`<${Reader} view=${view} stage=${stage} stale=${stale} busy=${issuing !== null} onCard=${(handle) => ask({ card: handle })} />`}
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-back data-testid="identity-back" onTouch=${home}><${T} k="返回" /><//>
      ${view.reader && html`<${Touch} class="key" disabled=${locked} data-testid="identity-other" onTouch=${() => setTyping(!typing)}>
        <${T} k=${typing ? N_("改刷身份证") : N_("输入身份证号")} /><//>`}
      ${queue?.real_name === "asked" && html`<${Touch} class="key" disabled=${locked} data-testid="identity-skip" onTouch=${() => ask({})}>
        <${T} k="不登记,直接取号" /><//>`}
    </div>
    <p class="identity-privacy"><${T} k="只保存加密编号和末四位,用于防止重复取号,{days} 天后自动删除。没有证件请到总服务台。" with=${{ days: view.identity_days }} /></p>
  </section>`;
}

/** The card becomes a number without another touch. */
function Reader({ view, stage, stale, busy, onCard }) {
  const card = useCard(view, true, stale);
  const used = useRef("");
  const read = card?.state === "read" ? card : null;
  useEffect(() => {
    if (read && used.current !== read.handle) { used.current = read.handle; onCard(read.handle); }
  }, [read?.handle]);
  return html`<div class=${`reader ${card?.state ?? ""}`}>
    <svg class="reader-art" viewBox="0 0 240 150" aria-hidden="true">
      <rect class="reader-plate" x="10" y="84" width="220" height="58" rx="12" />
      <g class="reader-card"><rect x="56" y="14" width="128" height="82" rx="8" /><circle cx="154" cy="46" r="14" />
        <path d="M134 80a20 20 0 0 1 40 0M70 36h48M70 52h40M70 76h52" /></g></svg>
    <p class="reader-said" role="status" data-testid="reader-said">${busy || read ? html`<${T} k="已读到尾号 {tail},正在出号…" with=${{ tail: read?.tail ?? "" }} />`
      : card?.state === "trouble" ? html`<${Said} of=${card} />`
      : stage.told ? html`<${Said} of=${stage.told} as="detail" />` : html`<${T} k="请把身份证平放在阅读区,等到出号再拿开" />`}</p>
  </div>`;
}

function Pad({ view, stage, locked, busy, onNumber }) {
  const [number, setNumber] = useState("");
  const wrong = fault(number, view.hall.day);
  const right = whole(number, view.hall.day);
  const key = (k) => html`<${Touch} key=${k} class="key pad-key" disabled=${locked} data-key=${k === "X" ? "x" : k} data-testid=${`id-${k}`}
    onTouch=${() => setNumber((text) => typed(text, k))}>${k}<//>`;
  return html`<div class="id-pad">
    <div class="id-shown"><p class="code id-code number" dir="ltr" data-testid="id-code" aria-hidden="true">${masked(number)}</p></div>
    <p class=${`id-said ${wrong ? "wrong" : ""}`} role="status" data-testid="id-said">${wrong ? html`<${T} k=${FAULTS[wrong]} />`
      : !number && stage.told ? html`<${Said} of=${stage.told} as="detail" />`
      : html`<${T} k="已输入 {count} 位,共 {length} 位" with=${{ count: number.length, length: LENGTH }} />`}</p>
    <div class="pad">${KEYS.map(key)}
      <${Touch} class="key pad-key" disabled=${locked} data-key="Backspace" data-testid="id-delete" onTouch=${() => setNumber((text) => text.slice(0, -1))}><${T} k="删除" /><//></div>
    <${Touch} class="key main" disabled=${locked} aria-disabled=${String(!right)} data-main data-testid="id-ok" onTouch=${() => right && onNumber(number)}>
      <${T} k=${busy ? N_("正在出号…") : N_("确认取号")} /><//>
  </div>`;
}
