// A sheet over the board: what is behind one thing of it. Whoever opens one says what stands on it.
import { get, html, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";

const LOOK_AFTER_MS = 300; // one look for a burst of changes

/** `tone`, `state`: the colour, shape and word of the thing; `id` for who looks for the sheet. */
export function Sheet({ id, title, tone = "plain", state = "", onClose, children }) {
  const dialog = useRef(null);
  useLayoutEffect(() => { dialog.current.showModal(); }, []);
  const outside = (event) => { if (event.target === dialog.current) dialog.current.close(); };
  return html`<dialog ref=${dialog} class="sheet" data-testid="sheet" data-sheet=${id} aria-labelledby="sheet-title" onClose=${onClose} onClick=${outside}>
    <div class="sheet-in"><div class="sheet-head"><h2 id="sheet-title">${title}</h2>
      ${state && html`<span class=${`badge ${tone}`} data-testid="sheet-state"><i class="shape" aria-hidden="true"></i>${state}</span>`}
      <button type="button" class="close" data-testid="sheet-close" onClick=${() => dialog.current.close()}>关闭</button></div>
    ${children}</div></dialog>`;
}

/** `rows`: [[word, what], …]; a row without anything is left out. */
export function Facts({ rows }) {
  return html`<dl class="facts">${rows.filter(([, what]) => what !== null && what !== undefined && what !== "" && what !== false).map(([word, what]) => html`
    <div key=${word}><dt>${word}</dt><dd>${what}</dd></div>`)}</dl>`;
}

export function Problem({ problem }) {
  return problem ? html`<p class="problem" role="alert" data-testid="sheet-problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>` : null;
}

/** {data, problem}: what the server says at this path, read anew when `seq` has moved. */
export function useLook(path, seq) {
  const [got, setGot] = useState({ path: "", data: null, problem: null });
  const first = got.path !== path;
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(async () => {
      const { ok, data, problem } = await get(path);
      if (!gone) setGot({ path, data: ok ? data : null, problem: ok ? null : problem });
    }, first ? 0 : LOOK_AFTER_MS);
    return () => { gone = true; clearTimeout(timer); };
  }, [path, seq]);
  return first ? { data: null, problem: null } : got;
}
