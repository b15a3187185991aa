// Text that shrinks where its box is too narrow, and only then: a long window name stays whole.
import { html, useEffect, useRef } from "/static/hall.js";

/** How much room a text takes, in Chinese signs: two letters are a little more than one. */
export const signs = (text) => [...text].reduce((sum, sign) => sum + (sign < "\u2000" ? 0.55 : 1), 0);

export function Fit({ class: name, children, ...rest }) {
  const box = useRef(null);
  useEffect(() => {
    const fit = () => {
      const el = box.current;
      el.style.setProperty("--fit", 1);
      const spare = el.clientWidth / el.scrollWidth;
      if (spare < 1) el.style.setProperty("--fit", Math.floor(spare * 98) / 100);
    };
    const watch = new ResizeObserver(fit);
    watch.observe(box.current);
    document.fonts?.ready.then(fit);
    fit();
    return () => watch.disconnect();
  });
  return html`<div class="fit ${name}" ref=${box} ...${rest}>${children}</div>`;
}
