// Find a business by the first letters of its sound, by its sound, or by Chinese on a keyboard.
import { boot, html, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { useWaits } from "/static/catalogue.js";
import { excerpt, find } from "/static/find.js";
import { useFit } from "../fit.js";
import { MatterCard } from "./matter_card.js";
import { Direction } from "./others.js";
import { Home, Pager, sizes } from "../parts.js";
import { Touch, useCountdown } from "../touch.js";
import { departmentName, frequentOf } from "./way.js";
import { T, named, t } from "../words.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const LONGEST = 20;
const MOST = 8;
const READ = 20;

export function Search({ view, catalogue, settled, issuing, stale, modes, home, take }) {
  const [typed, setTyped] = useState("");
  const field = useRef(null);
  useLayoutEffect(() => field.current.focus({ preventScroll: true }), []);
  useCountdown(boot.home_s, "search", home);
  const locked = issuing !== null || !settled;
  const type = (text) => { setTyped(text.slice(0, LONGEST)); field.current.focus({ preventScroll: true }); };
  const found = typed ? foundIn(view, catalogue, typed) : frequentOf(view, catalogue.taken, MOST).map((choice) => ({ choice }));
  const fit = useFit(found, MOST, `${typed} ${sizes(modes)}`);
  const waits = useWaits(fit.shown.filter((one) => one.choice).map((one) => one.choice.queue), stale);
  const entered = (event) => { if (event.key === "Enter" && !event.isComposing) document.querySelector(".found [data-choice]:not(:disabled)")?.focus(); };
  return html`<section class=${`search ${settled ? "" : "settling"}`} aria-label=${t("查找业务")}>
    <h2 class="ask"><${T} k="输入拼音首字母" /></h2>
    <input ref=${field} class="typed" data-main data-testid="typed" type="text" inputmode="none" autocomplete="off" spellcheck=${false} maxlength=${LONGEST}
      aria-label=${t("输入拼音首字母")} placeholder=${t("例如 hydj = 婚姻登记")} value=${typed}
      onInput=${(event) => setTyped(event.currentTarget.value)} onKeyDown=${entered} />
    <div class="found" ref=${fit.box} data-testid="found" role="group" aria-label=${t("查找结果")}>
      ${fit.shown.map(({ choice, name, other }) => (choice
        ? html`<${MatterCard} key=${`${choice.queue.id}/${choice.matter?.id}`} choice=${choice} name=${name} second=${named(departmentName(choice.queue))} floor=${view.kiosk.floor}
            wait=${waits[choice.queue.id]} settled=${settled} stale=${stale} issuing=${issuing} onTouch=${() => take(choice)} />`
        : html`<${Direction} key=${other.id} other=${other} here=${other.floor === view.kiosk.floor} />`))}
      ${!fit.shown.length && html`<${Nothing} typed=${typed} />`}
    </div>
    <${Pager} fit=${fit} locked=${locked} />
    <div class="letters" role="group" aria-label=${t("字母键盘")}>${LETTERS.map((letter) => html`<${Touch} key=${letter} class="key letter" disabled=${locked}
        data-key=${letter.toLowerCase()} data-testid=${`letter-${letter}`} onTouch=${() => type(typed + letter.toLowerCase())}>${letter}<//>`)}
      <${Touch} class="key letter word" disabled=${locked} data-key="Backspace" data-testid="letter-back" onTouch=${() => type(typed.slice(0, -1))}><${T} k="删除" /><//>
      <${Touch} class="key letter word" disabled=${locked} data-testid="letter-clear" onTouch=${() => type("")}><${T} k="清空" /><//>
    </div>
    <div class="page-keys"><${Home} locked=${locked} home=${home} /></div>
    <p class="sr" role="status">${typed && t("找到 {count} 项", { count: found.length })}</p>
  </section>`;
}

/** The catalogue's finds with what the feed says of them now. */
function foundIn(view, catalogue, typed) {
  const queues = new Map(view.queues.map((queue) => [queue.id, queue]));
  const near = (entry) => (entry.queue ? queues.get(entry.queue)?.here : entry.floor === view.kiosk.floor);
  return find([...catalogue.matters, ...catalogue.others], typed, near).flatMap((entry) => {
    if (!entry.queue) return [{ other: entry }];
    const queue = queues.get(entry.queue);
    if (!queue) return [];
    const matter = queue.matters.find((m) => m.id === entry.matter) ?? null;
    const said = excerpt(entry.words[0], typed, READ);
    return [{ choice: { queue, matter }, name: said.startsWith("…") ? said : undefined }];
  });
}

function Nothing({ typed }) {
  return html`<p class="nothing" data-testid="nothing">${typed
    ? html`<${T} k="没有找到。请删去几个字母再试,或到总服务台咨询。" />`
    : html`<${T} k="查到的业务会显示在这里,一按就出号。" />`}</p>`;
}
