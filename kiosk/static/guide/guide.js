// 办事指南: what each matter needs, without a number: the services, and the matters of one.
import { boot, html } from "/static/hall.js";
import { useFit } from "../fit.js";
import { useGuide } from "./data.js";
import { Pager, sizes } from "../parts.js";
import { Touch, useCountdown } from "../touch.js";
import { Named, T, t } from "../words.js";

const FEW = 10;
const MOST = 10;

/** The way in: from the start page, from one that is closed, and with `queues` from the matters of those. */
export function GuideKey({ turn, locked, stage, queues, cls = "check-in-key" }) {
  if (!boot.guide) return null;
  return html`<${Touch} class=${`${cls} guide-key`} disabled=${locked} data-testid="guide"
    onTouch=${() => turn({ page: "guide", queues, from: queues && stage })}><span><${T} k="需要什么材料?" /></span><//>`;
}

/** Back to the page it was opened from. */
export const backFrom = ({ stage, turn, home }) => () => (stage.from ? turn(stage.from) : home());

/** `stage.queues`: the ids of some services, else all; a hall of few matters shows them at once. */
export function Guide({ stage, settled, modes, turn, home }) {
  const { data, failed } = useGuide();
  useCountdown(boot.home_s, "guide", home);
  const matters = (data?.matters ?? []).filter((matter) => !stage.queues || stage.queues.includes(matter.queue));
  const queues = queuesOf(matters);
  const things = matters.length > FEW && queues.length > 1 ? queues : matters;
  return html`<section class="guide-list" aria-label=${t("办事指南")}>
    <h2 class="ask">${queues.length === 1 ? html`<${Named} of=${asQueue(queues[0])} />` : html`<${T} k="请选择要了解的事项" />`}</h2>
    ${things.length > 0 ? html`<${Things} things=${things} stage=${stage} modes=${modes} settled=${settled} turn=${turn} />` : html`<${Nothing} data=${data} failed=${failed} />`}
    <div class="guide-keys"><${Touch} class="key" disabled=${!settled} data-back data-testid="guide-back" onTouch=${backFrom({ stage, turn, home })}><${T} k="返回" /><//></div>
  </section>`;
}

function Things({ things, stage, modes, settled, turn }) {
  const fit = useFit(things, MOST, sizes(modes));
  return html`<div class="guide-things" ref=${fit.box}>${fit.shown.map((thing) => (thing.matters
    ? html`<${Touch} key=${thing.queue} class="card" disabled=${!settled} data-choice data-testid=${`guide-queue-${thing.queue}`} onTouch=${() => turn({ page: "guide", queues: [thing.queue], from: stage })}>
        <span class="card-name"><${Named} of=${asQueue(thing)} /></span><span class="card-waiting"><${T} k="{count} 个事项" with=${{ count: thing.matters }} plain /></span><//>`
    : html`<${Matter} key=${thing.id} matter=${thing} stage=${stage} settled=${settled} turn=${turn} />`))}</div>
    <${Pager} fit=${fit} locked=${!settled} />`;
}

function Matter({ matter, stage, settled, turn }) {
  const name = html`<span class="card-name"><${Named} of=${matter} /></span>`;
  if (!matter.version) {
    return html`<div class="card not-today" data-testid=${`guide-${matter.id}`}>${name}<span class="card-why"><${T} k="请到总服务台咨询" /></span></div>`;
  }
  return html`<${Touch} class="card" disabled=${!settled} data-choice data-testid=${`guide-${matter.id}`}
    onTouch=${() => turn({ page: "guide-matter", matter: matter.id, queue: matter.queue, from: stage })}>${name}<//>`;
}

/** Nothing blank: it comes, it cannot be read now, or the hall has written none. */
export function Nothing({ data, failed }) {
  const none = data && !failed;
  return html`<p class="calm-next guide-nothing" role="status" data-testid="guide-nothing">${none ? html`<${T} k="这里将显示各事项需要的材料。现在请到总服务台咨询。" />`
    : failed ? html`<${T} k="现在读不到办事指南,请稍候,或到总服务台咨询。" />` : html`<${T} k="正在读取…" />`}</p>`;
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
