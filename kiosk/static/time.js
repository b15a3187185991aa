// A citizen who needs longer holds a page that would leave by itself (WCAG 2.2.1).
import { html, useEffect, useRef, useState } from "/static/hall.js";
import { Touch, WARN_S, moreTime, running } from "./touch.js";
import { T, t } from "./words.js";

const LOOK_MS = 200;

/** Beside the key that leaves a page which shows its seconds. */
export function MoreTime({ disabled = false }) {
  return html`<${Touch} class="key" disabled=${disabled} data-testid="more-time" onTouch=${moreTime}><${T} k="还需要时间?" /><//>`;
}

/** Asked over a page that would soon be left because nobody touched it. */
export function StillThere({ home }) {
  const [left, setLeft] = useState(Infinity);
  useEffect(() => {
    const look = () => setLeft(Math.min(...[...running].filter((clock) => clock.idle).map((clock) => clock.left)));
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const more = () => { moreTime(); setLeft(Infinity); };
  const asked = useRef(null);
  const asking = left <= WARN_S;
  useEffect(() => {
    if (!asking) return undefined;
    const before = document.activeElement;
    asked.current?.querySelector("button")?.focus();
    return () => { if (before?.isConnected) before.focus({ preventScroll: true }); };
  }, [asking]);
  if (!asking) return null;
  return html`<div class="veil" ref=${asked} role="alertdialog" aria-modal="true" aria-label=${t("还需要时间?")} data-testid="still-there">
    <div class="veil-box">
      <p class="calm-text small"><${T} k="还需要时间?" /></p>
      <p class="calm-next"><${T} k="{left} 秒后返回首页" with=${{ left }} /></p>
      <div class="question-keys">
        <${Touch} class="key main" data-testid="more-time" onTouch=${more}><${T} k="还需要时间" /><//>
        <${Touch} class="key" data-back onTouch=${home}><${T} k="返回首页" /><//>
      </div>
    </div>
  </div>`;
}
