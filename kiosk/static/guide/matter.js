// One matter's six public facts, large, one at a time; on paper, by phone, or on to a number.
import { boot, html, newKey, post, useRef, useState } from "/static/hall.js";
import { useFit } from "../fit.js";
import { places } from "../frame.js";
import { Nothing, backFrom } from "./guide.js";
import { useGuide } from "./data.js";
import { Pager, sizes } from "../parts.js";
import { Touch, useCountdown } from "../touch.js";
import { Named, N_, Said, T, named, t } from "../words.js";

const MOST = 12;
const one = (of) => ({ key: of.text, body: html`<${Said} of=${of} />` });

/** [name, its things to read]; the first is what most people ask. */
const FACTS = [
  ["materials", N_("申报材料"), (guide) => (guide.materials.length ? guide.materials.map(paper) : [{ key: "", body: html`<${T} k="不需要材料" />` }])],
  ["procedure", N_("办事程序"), (guide) => guide.procedure.map(one)],
  ["limit", N_("办理时限"), (guide) => [one(guide.limit), ...(guide.statutory ? [{ key: "law", body: html`<${T} k="法定时限 {days}" with=${{ days: days(guide.statutory) }} />` }] : [])]],
  ["fees", N_("收费标准"), (guide) => [one(guide.fees)]],
  ["content", N_("办理内容"), (guide) => [one(guide.content)]],
  ["basis", N_("政策依据"), (guide) => guide.basis.map(one)],
];
const NUMBERED = ["materials", "procedure"];

const days = (limit) => (lang) => (lang === "zh" ? limit.text : limit.text_en);

function paper(material) {
  return { key: material.name, body: html`<span class="paper-what"><b class="paper-name"><${Named} of=${material} /></b>
      ${material.papers.text && html`<span class="paper-copies"><${Said} of=${material.papers} /></span>`}</span>
    ${material.note && html`<span class="paper-note"><${Named} of=${material} as="note" /></span>`}` };
}

export function GuideMatter({ view, stage, settled, issuing, stale, modes, turn, home, take }) {
  const { data: guide, failed, none } = useGuide(stage.matter);
  const [fact, setFact] = useState(FACTS[0][0]);
  const printing = usePrint(view, stale, stage.matter);
  useCountdown(boot.home_s, "guide-matter", home);
  const locked = !settled || issuing !== null;
  const queue = view.queues.find((q) => q.id === stage.queue);
  const matter = queue?.matters.find((m) => m.id === stage.matter);
  const open = !view.closed && queue && !queue.closed && !matter?.closed;
  return html`<section class=${`guide-matter ${view.no_paper ? "paperless" : ""}`} aria-label=${t("办事指南")}>
    <h2 class="ask">${guide ? html`<${Named} of=${guide} />` : html`<${T} k="办事指南" />`}</h2>
    ${guide && !none ? html`
      <div class="facts" role="group" aria-label=${t("办事指南")}>${FACTS.map(([id, k]) => html`<${Touch} key=${id} class="tab" disabled=${!settled}
        aria-pressed=${String(id === fact)} data-choice data-testid=${`fact-${id}`} onTouch=${() => setFact(id)}><${T} k=${k} /><//>`)}</div>
      <${Fact} key=${fact} fact=${fact} guide=${guide} modes=${modes} settled=${settled} />
      <div class="guide-way"><${Where} guide=${guide} floor=${view.kiosk.floor} /><${Code} guide=${guide} /></div>
      <${Told} view=${view} printing=${printing} />`
    : html`<${Nothing} data=${none ? {} : null} failed=${failed && !none} />`}
    <div class="guide-keys">
      <${Touch} class="key" disabled=${locked} data-back data-testid="guide-back" onTouch=${backFrom({ stage, turn, home })}><${T} k="返回" /><//>
      ${guide && !view.no_paper && printing.state !== "printed" && html`<${Touch} class="key" disabled=${locked || ["asked", "pending"].includes(printing.state)}
        aria-disabled=${String(stale)} data-testid="guide-print" onTouch=${printing.print}><${T} k="打印告知单" /><//>`}
      ${open && html`<${Touch} class="key main" disabled=${locked} aria-disabled=${String(stale)} data-testid="guide-take" onTouch=${() => take({ queue, matter: matter ?? null })}>
        ${issuing !== null ? html`<${T} k="正在出号…" />` : html`<${T} k="取号" />`}<//>`}
    </div>
  </section>`;
}

function Fact({ fact, guide, modes, settled }) {
  const [, , read] = FACTS.find(([id]) => id === fact);
  const things = read(guide).map((thing, index) => ({ ...thing, no: index + 1 }));
  const fit = useFit(things, MOST, `${fact} ${sizes(modes)}`);
  const numbered = NUMBERED.includes(fact) && things.length > 1;
  return html`<div class=${`fact ${numbered ? "numbered" : ""}`} ref=${fit.box} role="status" data-testid="fact">
      ${fit.shown.map((thing) => html`<div class="fact-item" key=${thing.key}>${numbered && html`<span class="fact-no" aria-hidden="true">${thing.no}</span>`}<div>${thing.body}</div></div>`)}
    </div>
    <${Pager} fit=${fit} locked=${!settled} />`;
}

function Where({ guide, floor }) {
  return html`<p class="guide-where">${places(guide.windows, floor).map((place) => html`<span key=${place.floor}>
      <b><${Named} of=${place} as="floorName" plain /> ${named(place, "labels")}</b></span>`)}
    ${guide.phones.length > 0 && html`<span><${T} k="电话 {phones}" with=${{ phones: guide.phones.map((phone, index) => html`${index > 0 && "、"}<span class="phone-no" key=${phone}>${phone}</span>`) }} plain /></span>`}</p>`;
}

function Code({ guide }) {
  return html`<figure class="qr"><img src=${`/guide/${encodeURIComponent(guide.id)}/qr.svg`} alt=${t("办事指南的二维码")} />
    <figcaption><${T} k="手机扫码带走" /></figcaption></figure>`;
}

const STATES = {
  asked: { mark: "…", k: N_("正在打印…") },
  pending: { mark: "…", k: N_("正在打印…") },
  printed: { mark: "✓", k: N_("请取走告知单") },
  failed: { mark: "!", k: N_("没有打印出来,请用手机扫码,或到总服务台") },
  away: { mark: "!", k: N_("连接中断,请稍候再按。") },
};

/** One notice at a time: {state, problem, print}; `state` is a key of STATES, or null before anything was asked. */
function usePrint(view, stale, matter) {
  const [asked, setAsked] = useState({ state: null });
  const busy = useRef(false);
  const print = async () => {
    if (busy.current) return;
    if (stale) { setAsked({ state: "away" }); return; }
    busy.current = true;
    setAsked({ state: "asked" });
    const { ok, data, problem } = await post("/api/guide-slips", { matter, kiosk: boot.id }, { key: newKey(), tries: 3 });
    busy.current = false;
    setAsked(ok ? { notice: data.notice } : { problem });
  };
  const state = asked.notice ? view.notices[asked.notice] ?? "pending" : asked.state ?? null;
  return { state, problem: asked.problem ?? null, print };
}

/** What became of the paper, or why there can be none. */
function Told({ view, printing }) {
  const { state, problem } = printing;
  if (problem) return html`<p class="guide-told warn" role="alert" data-testid="guide-told"><span class="mark" aria-hidden="true">!</span><span><${Said} of=${problem} as="detail" /></span></p>`;
  if (view.no_paper && state !== "printed") return html`<p class="guide-told" role="status" data-testid="guide-told"><span class="mark" aria-hidden="true">!</span><span><${Said} of=${view.no_paper} /></span></p>`;
  return html`<p class="guide-told" role="status" data-testid="guide-told">${state && html`<span class="mark" aria-hidden="true">${STATES[state].mark}</span><span><${T} k=${STATES[state].k} /></span>`}</p>`;
}
