// The matters of a department or queue: one touch is a number.
import { boot, html } from "/static/hall.js";
import { useWaits } from "/static/catalogue.js";
import { useFit } from "../fit.js";
import { GuideKey } from "../guide/guide.js";
import { MatterCard } from "./matter_card.js";
import { Home, OtherFloor, Pager, sizes } from "../parts.js";
import { Touch, useCountdown } from "../touch.js";
import { choicesOf, closedWords } from "./way.js";
import { Named, T, t } from "../words.js";

const MOST = 8;

export function Matters({ view, stage, settled, issuing, stale, modes, turn, home, take }) {
  useCountdown(boot.home_s, "matters", home);
  const queues = view.queues.filter((queue) => stage.queues.includes(queue.id));
  const choices = choicesOf(queues);
  const fit = useFit(choices, MOST, sizes(modes));
  const waits = useWaits(queues, stale);
  const locked = issuing !== null || !settled;
  const [queue] = queues;
  const unsure = queues.length === 1 && queue.matters.length > 1 && !queue.closed;
  return html`<section class=${`matters ${settled ? "" : "settling"}`} aria-label=${t("选择事项")}>
    <div class="matters-head"><h2 class="ask"><${Named} of=${stage.title} /></h2><${OtherFloor} floor=${stage.floor} />
      ${choices.some((choice) => !closedWords(choice)) && html`<p class="matters-how"><${T} k="请按您要办的事项,一按就出号" /></p>`}</div>
    <div class="choices" ref=${fit.box}>${fit.shown.map((choice) => html`<${MatterCard} key=${`${choice.queue.id}/${choice.matter?.id}`} choice=${choice}
      floor=${view.kiosk.floor} wait=${waits[choice.queue.id]} settled=${settled} stale=${stale} issuing=${issuing} onTouch=${() => take(choice)} />`)}</div>
    <${Pager} fit=${fit} locked=${locked} />
    <div class="page-keys"><${Home} locked=${locked} home=${home} />
      <${GuideKey} turn=${turn} locked=${locked} stage=${stage} queues=${stage.queues} cls="key" />
      ${unsure && html`<${Touch} class="key" disabled=${locked} data-testid=${`any-${queue.id}`} onTouch=${() => take({ queue, matter: null })}><${T} k="都不是或不清楚,直接取号" /><//>`}
    </div>
  </section>`;
}
