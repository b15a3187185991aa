// The start page. A small hall shows its queues; a large one its departments, what many come for, and the search.
import { boot, html, useState } from "/static/hall.js";
import { useWaits } from "/static/catalogue.js";
import { useFit } from "../fit.js";
import { GuideKey } from "../guide/guide.js";
import { MatterCard, Waiting } from "./matter_card.js";
import { FloorName, Pager, sizes } from "../parts.js";
import { Touch, useCountdown } from "../touch.js";
import { FEW, departmentName, departmentsOf, floorsOf, frequentOf, obvious, wholeFloorsOf } from "./way.js";
import { N_, Named, Said, T, listed, named, t } from "../words.js";

const STEPS = [N_("点选业务"), N_("取走号票"), N_("等候叫号")];
/** More queues than this need the room of the steps. */
const STEPS_TO = 6;
const MOST_FREQUENT = 3;
const MOST_DEPARTMENTS = 24;

export function Start(props) {
  const { view, settled } = props;
  const many = view.queues.length > FEW;
  const crowded = view.banner || view.hall.notices.length ? "crowded" : "";
  return html`<section class=${`start ${many ? "many" : "few"} ${crowded} ${settled ? "" : "settling"}`} aria-label=${t("取号")}>
    <div class="guide">
      ${view.banner && html`<p class="banner" role="status" data-testid="banner"><span class="mark" aria-hidden="true">!</span>
        <span><${Said} of=${view.banner} /></span></p>`}
      <h2 class="ask"><${T} k="请选择要办理的业务" /></h2>
      ${view.queues.length <= STEPS_TO && html`<ol class="steps">${STEPS.map((step, index) => html`<li key=${step}>
        <b aria-hidden="true">${index + 1}</b><span><${T} k=${step} /></span></li>`)}</ol>`}
    </div>
    ${many ? html`<${Large} ...${props} />` : html`<${Small} ...${props} />`}
    <${Ways} ...${props} />
  </section>`;
}

/** Every queue on one page; one touch is a number where the queue has one matter. */
function Small({ view, settled, issuing, stale, modes, turn, take }) {
  const waits = useWaits(view.queues, stale);
  const all = floorsOf(view);
  const fit = useFit(all.flatMap((floor) => floor.queues), FEW, sizes(modes));
  const floors = all.map((floor) => ({ ...floor, queues: floor.queues.filter((queue) => fit.shown.includes(queue)) }));
  const touched = (queue) => {
    const choice = obvious(queue);
    if (choice) take(choice); else turn({ page: "matters", queues: [queue.id], title: queue });
  };
  const busy = (queue) => (issuing !== null && issuing === obvious(queue)?.matter?.id ? queue.id : issuing);
  return html`<div class="groups" ref=${fit.box}>${floors.filter((floor) => floor.queues.length).map((floor) => html`
    <div class="group" key=${floor.id} role="group" aria-label=${named(floor)}>
      ${all.length > 1 && html`<h3><${FloorName} floor=${floor} /></h3>`}
      ${floor.queues.map((queue) => html`<${MatterCard} key=${queue.id} id=${`queue-${queue.id}`} choice=${{ queue, matter: null }} second=${secondLine(queue)}
        floor=${view.kiosk.floor} wait=${waits[queue.id]} settled=${settled} stale=${stale} issuing=${busy(queue)} onTouch=${() => touched(queue)} />`)}
    </div>`)}</div>
  <${Pager} fit=${fit} locked=${issuing !== null || !settled} />`;
}

function secondLine(queue) {
  const own = queue.matters.map((m) => m.name).join("、") === queue.name;
  return (own ? "" : listed(queue.matters.map((m) => named(m)))) || named(departmentName(queue));
}

function Large(props) {
  const { view, catalogue, settled, issuing, stale, home, take } = props;
  const floors = wholeFloorsOf(view, catalogue.others);
  const [floorId, setFloor] = useState(view.kiosk.floor);
  const floor = floors.find((f) => f.id === floorId) ?? floors[0];
  const frequent = frequentOf(view, catalogue.taken, MOST_FREQUENT);
  const waits = useWaits(frequent.map((choice) => choice.queue), stale);
  const locked = issuing !== null || !settled;
  return html`
    ${frequent.length > 0 && html`<div class=${`frequent ${floor.here ? "" : "away"}`} role="group" aria-label=${t("常办事项")}><h3><${T} k="常办事项" /></h3>
      ${frequent.map((choice) => html`<${MatterCard} key=${`${choice.queue.id}/${choice.matter?.id}`} choice=${choice} short floor=${view.kiosk.floor}
        wait=${waits[choice.queue.id]} settled=${settled} stale=${stale} issuing=${issuing} onTouch=${() => take(choice)} />`)}</div>`}
    <div class="floors">
      ${floors.length > 1 && html`<div class="tabs">${floors.map((f) => html`<${Touch} key=${f.id} class="tab" disabled=${locked}
        aria-pressed=${String(f.id === floor.id)} data-testid=${`floor-${f.id}`} onTouch=${() => setFloor(f.id)}><${FloorName} floor=${f} /><//>`)}</div>`}
      <${Departments} ...${props} floor=${floor} />
    </div>
    ${floor.id !== view.kiosk.floor && html`<${Left} home=${home} />`}`;
}

/** Somebody looked at another floor and went away. */
function Left({ home }) {
  useCountdown(boot.home_s, "floor", home);
  return null;
}

function Departments({ floor, settled, issuing, modes, turn }) {
  const locked = issuing !== null || !settled;
  const entries = [...departmentsOf(floor), ...(floor.others.length ? [null] : [])];
  const fit = useFit(entries, MOST_DEPARTMENTS, `${floor.id} ${sizes(modes)}`);
  const place = { id: floor.id, here: floor.here, name: floor.name, name_en: floor.name_en };
  const open = (department) => turn({ page: "matters", queues: department.queues.map((q) => q.id), title: departmentName(department), floor: place });
  return html`<div class="departments" ref=${fit.box} role="group" aria-label=${named(floor)}>${fit.shown.map((department) => (department
    ? html`<${Touch} key=${department.unit} class="card department" disabled=${locked} data-choice data-testid=${`department-${department.queues[0].id}`}
        onTouch=${() => open(department)}>
        <span class="card-name"><${Named} of=${departmentName(department, true)} plain /></span>
        <span class="card-waiting"><${DepartmentState} department=${department} /></span><//>`
    : html`<${Touch} key="others" class="card department" disabled=${locked} data-choice data-testid="others" onTouch=${() => turn({ page: "others", floor: place })}>
        <span class="card-name"><${T} k="其他服务" plain /></span><span class="card-waiting"><${T} k="不用取号" plain /></span><//>`))}
  </div><${Pager} fit=${fit} locked=${locked} />`;
}

function DepartmentState({ department }) {
  if (department.queues.every((queue) => queue.closed)) return html`<${T} k="今日不办理" plain />`;
  return html`<${Waiting} count=${department.waiting} />`;
}

/** Other ways than by a card. */
function Ways({ view, settled, issuing, modes, setMode, turn }) {
  const locked = issuing !== null || !settled;
  return html`<div class="ways">
    <${Touch} class="check-in-key search-key" disabled=${locked} data-testid="search" onTouch=${() => turn({ page: "search" })}>
      <span class="glass" aria-hidden="true"></span><span><${T} k="查找业务" /></span><//>
    <${GuideKey} turn=${turn} locked=${locked} />
    ${view.check_in && html`<${Touch} class="check-in-key" disabled=${locked} data-testid="check-in" onTouch=${() => turn({ page: "check-in" })}>
      <${T} k="已预约?按这里签到" /><//>`}
    ${view.priority && html`<${Touch} class="check-in-key" disabled=${locked} aria-pressed=${String(modes.priority)} data-testid="priority" onTouch=${() => setMode({ priority: !modes.priority })}>
      ${modes.priority ? "☑" : "☐"} <${T} k="优先办理:军人、高龄、孕妇、残障" /><//>`}
  </div>`;
}
