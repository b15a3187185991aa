// Small things that several pages show the same way.
import { html } from "/static/hall.js";
import { Touch } from "./touch.js";
import { Named, T, t } from "./words.js";

/** What changes how much fits on a page, as a part of `useFit`'s key. */
export const sizes = (modes) => [modes.large, modes.low].join();

/** `fit`: what `useFit` gave. */
export function Pager({ fit: { page, pages, turnPage }, locked }) {
  if (pages < 2) return null;
  return html`<nav class="pager" aria-label=${t("翻页")}>
    <${Touch} class="key" disabled=${locked || page === 0} data-testid="page-back" onTouch=${() => turnPage(page - 1)}><${T} k="上一页" /><//>
    <span class="page-no" role="status"><${T} k="第 {page} 页,共 {pages} 页" with=${{ page: page + 1, pages }} plain /></span>
    <${Touch} class="key" disabled=${locked || page + 1 >= pages} data-testid="page-on" onTouch=${() => turnPage(page + 1)}><${T} k="下一页" /><//>
  </nav>`;
}

export function FloorName({ floor }) {
  return html`${floor.here && html`<${T} k="本层" plain /> · `}<${Named} of=${floor} />`;
}

/** Said before anything is touched: this is not here. */
export function OtherFloor({ floor }) {
  if (!floor || floor.here) return null;
  return html`<p class="other-floor" role="status" data-testid="other-floor"><span class="mark" aria-hidden="true">↑</span>
    <span><${T} k="这些业务在{floor}办理" with=${{ floor: (lang) => (lang === "zh" ? floor.name : floor.name_en) }} /></span></p>`;
}

export function Home({ locked, home }) {
  return html`<${Touch} class="key" disabled=${locked} data-back data-testid="back" onTouch=${home}><${T} k="返回首页" /><//>`;
}
