// Counters that give no numbers: the way to them.
import { boot, html } from "/static/hall.js";
import { useFit } from "../fit.js";
import { Home, OtherFloor, Pager, sizes } from "../parts.js";
import { useCountdown } from "../touch.js";
import { Named, T, named, t } from "../words.js";

const MOST = 8;

export function Others({ stage, catalogue, settled, modes, home }) {
  useCountdown(boot.home_s, "others", home);
  const fit = useFit(catalogue.others.filter((other) => other.floor === stage.floor.id), MOST, sizes(modes));
  return html`<section class="matters" aria-label=${t("其他服务")}>
    <div class="matters-head"><h2 class="ask"><${T} k="其他服务" /></h2><${OtherFloor} floor=${stage.floor} />
      <p class="matters-how"><${T} k="不用取号,请直接到柜台" /></p></div>
    <div class="choices" ref=${fit.box}>${fit.shown.map((other) => html`<${Direction} key=${other.id} other=${other} here=${stage.floor.here} />`)}</div>
    <${Pager} fit=${fit} locked=${!settled} />
    <div class="page-keys"><${Home} locked=${!settled} home=${home} /></div>
  </section>`;
}

export function Direction({ other, here }) {
  return html`<div class=${`card direction ${here ? "" : "elsewhere"}`} data-testid=${`direction-${other.id}`}>
    <span class="card-what"><span class="card-name">${other.units.join("、")}</span>
      ${other.business && html`<span class="card-matters">${other.business}</span>`}</span>
    <span class="card-how"><span class="card-wait"><${T} k="不用取号" plain /></span>
      <span class="card-where">${!here && html`<b class="floor-mark"><${Named} of=${other} as="floor_name" plain /></b> `}${named(other, "label")}</span></span>
  </div>`;
}
