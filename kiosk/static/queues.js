// The start page: one card a queue, this floor's first, in pages a hand can reach.
import { html, useEffect, useState } from "/static/hall.js";
import { places } from "./frame.js";
import { Touch } from "./touch.js";
import { Named, N_, Said, T, named, t } from "./words.js";

const FEW = 8;
const PAGE = 12;
const IDLE_MS = 60_000;
const STEPS = [N_("点选业务"), N_("取走号票"), N_("等候叫号")];

export function Queues({ view, issuing, settled, stale, modes, setMode, turn, take }) {
  const many = view.queues.length > FEW;
  const floors = floorsOf(view);
  const [floor, setFloor] = useState(view.kiosk.floor);
  const [page, setPage] = useState(0);
  useEffect(() => {
    const home = setTimeout(() => { setFloor(view.kiosk.floor); setPage(0); }, IDLE_MS);
    return () => clearTimeout(home);
  }, [floor, page, view.kiosk.floor]);

  const groups = many ? floors.filter((f) => f.id === floor) : floors;
  const shown = groups.map((g) => (many ? { ...g, queues: g.queues.slice(page * PAGE, (page + 1) * PAGE) } : g));
  const pages = many ? Math.ceil((groups[0]?.queues.length ?? 0) / PAGE) : 1;
  const locked = issuing !== null || !settled;
  const crowded = view.banner || view.hall.notice ? "crowded" : "";
  return html`<section class=${`start ${many ? "many" : "few"} ${crowded} ${settled ? "" : "settling"}`} aria-label=${t("取号")}>
    <div class="guide">
      ${view.banner && html`<p class="banner" role="status" data-testid="banner"><span class="mark" aria-hidden="true">!</span>
        <span><${Said} of=${view.banner} /></span></p>`}
      <h2 class="ask"><${T} k="请选择要办理的业务" /></h2>
      ${!many && html`<ol class="steps">${STEPS.map((step, index) => html`<li key=${step}>
        <b aria-hidden="true">${index + 1}</b><span><${T} k=${step} /></span></li>`)}</ol>`}
    </div>
    ${many && floors.length > 1 && html`<div class="tabs">${floors.map((f) => html`
      <${Touch} key=${f.id} class="tab" disabled=${locked} aria-pressed=${String(f.id === floor)}
        onTouch=${() => { setFloor(f.id); setPage(0); }}>
        <${FloorName} floor=${f} /><//>`)}</div>`}
    <div class="groups">${shown.map((g) => html`<div class="group" key=${g.id} role="group" aria-label=${named(g)}>
      ${!many && floors.length > 1 && html`<h3><${FloorName} floor=${g} /></h3>`}
      ${g.queues.map((queue) => html`<${Card} key=${queue.id} queue=${queue} floor=${view.kiosk.floor} brief=${many}
        busy=${issuing === queue.id} locked=${locked} dimmed=${stale} onTake=${take} />`)}
    </div>`)}</div>
    ${pages > 1 && html`<nav class="pager" aria-label=${t("翻页")}>
      <${Touch} class="key" disabled=${locked || page === 0} onTouch=${() => setPage(page - 1)}><${T} k="上一页" /><//>
      <span class="page-no" role="status"><${T} k="第 {page} 页,共 {pages} 页" with=${{ page: page + 1, pages }} plain /></span>
      <${Touch} class="key" disabled=${locked || page + 1 >= pages} onTouch=${() => setPage(page + 1)}><${T} k="下一页" /><//>
    </nav>`}
    ${view.priority && html`<${Touch} class="check-in-key" disabled=${locked} aria-pressed=${String(modes.priority)} data-testid="priority" onTouch=${() => setMode({ priority: !modes.priority })}>
      ${modes.priority ? "☑" : "☐"} <${T} k="优先办理:军人、高龄、孕妇、残障" /><//>`}
    ${view.check_in && html`<${Touch} class="check-in-key" disabled=${locked} data-testid="check-in" onTouch=${() => turn({ page: "check-in" })}>
      <${T} k="已预约?按这里签到" /><//>`}
  </section>`;
}

function FloorName({ floor }) {
  return html`${floor.here && html`<${T} k="本层" plain /> · `}<${Named} of=${floor} />`;
}

/** A queue stands once: under this floor if any of its windows is here, else under the floor of its first. */
function floorsOf({ queues, kiosk }) {
  const floors = new Map();
  for (const queue of queues) {
    const at = queue.windows.find((w) => w.floor === kiosk.floor) ?? queue.windows[0];
    const id = at?.floor ?? kiosk.floor;
    if (!floors.has(id)) {
      floors.set(id, { id, here: id === kiosk.floor, name: at?.floor_name ?? "", name_en: at?.floor_name_en ?? "", queues: [] });
    }
    floors.get(id).queues.push(queue);
  }
  return [...floors.values()].sort((a, b) => Number(b.here) - Number(a.here));
}

function Card({ queue, floor, brief, busy, locked, dimmed, onTake }) {
  const own = queue.matters.map((m) => m.name).join("、") === queue.name;
  const matters = own ? "" : queue.matters.map((m) => named(m)).join("、");
  const where = places(queue.windows, floor);
  if (queue.closed) return html`<${NotToday} queue=${queue} />`;
  return html`<${Touch} class=${`card ${busy ? "busy" : ""}`} disabled=${locked} aria-disabled=${String(locked || dimmed)}
      data-choice data-testid=${`queue-${queue.id}`} onTouch=${() => onTake({ queue })}>
    <span class="card-what">
      <span class="card-name"><${Named} of=${queue} /></span>
      ${!brief && html`<span class="card-matters">${matters || queue.unit}</span>`}
    </span>
    <span class="card-how">
      <span class="card-waiting">${busy ? html`<${T} k="正在出号…" plain />` : waiting(queue.waiting, brief)}</span>
      <span class="card-where">${where.map((w) => html`<span key=${w.floor}>${w.floor === floor ? "" : named(w, "floorName")} ${named(w, "labels")}</span>`)}</span>
    </span>
  <//>`;
}

/** It is said when, and nothing is there to touch. */
function NotToday({ queue }) {
  return html`<div class="card not-today" data-testid=${`queue-${queue.id}`}>
    <span class="card-what"><span class="card-name"><${Named} of=${queue} /></span></span>
    <span class="card-why"><${Said} of=${queue.closed} /></span>
  </div>`;
}

function waiting(count, brief) {
  if (count) return html`<${T} k="等候 {count} 人" with=${{ count: html`<b>${count}</b>` }} plain />`;
  return brief ? html`<${T} k="无人等候" plain />` : html`<${T} k="现在无人等候" plain />`;
}
