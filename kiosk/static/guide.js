// 办事指南: what each matter needs, without a number: the services, and the matters of one.
import { html } from "/static/hall.js";
import { useFit } from "./fit.js";
import { useGuide } from "./guide_data.js";
import { Touch, useCountdown } from "./touch.js";
import { Named, T, t } from "./words.js";

const IDLE_S = 60;
const FEW = 10;
const MOST = 10;

/** The way in, from the start page and from one that is closed. */
export function GuideKey({ turn, locked }) {
  return html`<${Touch} class="check-in-key guide-key" disabled=${locked} data-testid="guide" onTouch=${() => turn({ page: "guide" })}>
    <${T} k="办事指南:需要什么材料?" /><//>`;
}

/** `stage.queue`: the id of one service, else all; a hall of few matters shows them at once. */
export function Guide({ stage, settled, turn, home }) {
  const { data, failed } = useGuide();
  useCountdown(IDLE_S, "guide", home);
  const matters = data?.matters ?? [];
  const queues = queuesOf(matters);
  const [queue, several] = [stage.queue ?? null, matters.length > FEW && queues.length > 1];
  const things = queue ? matters.filter((m) => m.queue === queue) : several ? queues : matters;
  const back = () => (queue && several ? turn({ page: "guide" }) : home());
  return html`<section class="guide-list" aria-label=${t("办事指南")}>
    <h2 class="ask">${queue && things.length ? html`<${Named} of=${asQueue(things[0])} />` : html`<${T} k="请选择要了解的事项" />`}</h2>
    ${things.length > 0 ? html`<${Things} key=${queue} things=${things} settled=${settled} turn=${turn} />` : html`<${Nothing} data=${data} failed=${failed} />`}
    <div class="guide-keys"><${Touch} class="key" disabled=${!settled} data-back data-testid="guide-back" onTouch=${back}><${T} k="返回" /><//></div>
  </section>`;
}

function Things({ things, settled, turn }) {
  const { box, shown, page, pages, turnPage } = useFit(things, MOST, "guide");
  return html`<div class="guide-things" ref=${box}>${shown.map((thing) => (thing.matters
    ? html`<${Touch} key=${thing.queue} class="card" disabled=${!settled} data-choice data-testid=${`guide-queue-${thing.queue}`} onTouch=${() => turn({ page: "guide", queue: thing.queue })}>
        <span class="card-name"><${Named} of=${asQueue(thing)} /></span><span class="card-waiting"><${T} k="{count} 个事项" with=${{ count: thing.matters }} plain /></span><//>`
    : html`<${Matter} key=${thing.id} matter=${thing} settled=${settled} turn=${turn} />`))}</div>
    <${Pages} page=${page} pages=${pages} locked=${!settled} onPage=${turnPage} />`;
}

function Matter({ matter, settled, turn }) {
  const name = html`<span class="card-name"><${Named} of=${matter} /></span>`;
  if (!matter.version) {
    return html`<div class="card not-today" data-testid=${`guide-${matter.id}`}>${name}<span class="card-why"><${T} k="请到总服务台咨询" /></span></div>`;
  }
  return html`<${Touch} class="card" disabled=${!settled} data-choice data-testid=${`guide-${matter.id}`}
    onTouch=${() => turn({ page: "guide-matter", matter: matter.id, queue: matter.queue })}>${name}<//>`;
}

/** Nothing blank: it comes, it cannot be read now, or the hall has written none. */
export function Nothing({ data, failed }) {
  const none = data && !failed;
  return html`<p class="calm-next guide-nothing" role="status" data-testid="guide-nothing">${none ? html`<${T} k="这里将显示各事项需要的材料。现在请到总服务台咨询。" />`
    : failed ? html`<${T} k="现在读不到办事指南,请稍候,或到总服务台咨询。" />` : html`<${T} k="正在读取…" />`}</p>`;
}

export function Pages({ page, pages, locked, onPage }) {
  if (pages < 2) return null;
  return html`<nav class="pager" aria-label=${t("翻页")}>
    <${Touch} class="key" disabled=${locked || page === 0} data-testid="page-back" onTouch=${() => onPage(page - 1)}><${T} k="上一页" /><//>
    <span class="page-no" role="status" data-testid="page-no"><${T} k="第 {page} 页,共 {pages} 页" with=${{ page: page + 1, pages }} plain /></span>
    <${Touch} class="key" disabled=${locked || page + 1 >= pages} data-testid="page-on" onTouch=${() => onPage(page + 1)}><${T} k="下一页" /><//>
  </nav>`;
}

const asQueue = ({ queue_name, queue_name_en }) => ({ name: queue_name, name_en: queue_name_en });

function queuesOf(matters) {
  const queues = new Map();
  for (const matter of matters) {
    const { queue, queue_name, queue_name_en } = matter;
    queues.set(queue, { queue, queue_name, queue_name_en, matters: (queues.get(queue)?.matters ?? 0) + 1 });
  }
  return [...queues.values()];
}
