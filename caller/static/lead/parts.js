// A decision as a form: what is decided, why, and one key that says what will happen.
import { html, useRef, useState } from "/static/hall.js";
import { useCommand } from "../commands.js";

/**
 * `body(reason)` -> what is sent to `path`, or null while something is missing. `done`: what is said afterwards,
 * or how it is said: `done(data, sent)`.
 * `overrule`: code of a refusal -> [label, more]: the same once more with `more` in it, if that is meant.
 */
export function Decision({ path, body, label, quick, done, onDone, overrule = {}, idle = false, children }) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const ask = useCommand();
  const go = async (more = {}) => {
    const wanted = body(reason.trim());
    if (busy.current || idle || !wanted) return;
    busy.current = true;
    const { ok, data, problem: refused } = await ask(path, { ...wanted, ...more });
    busy.current = false;
    setProblem(refused);
    if (ok) { setReason(""); onDone(typeof done === "function" ? done(data, wanted) : done); }
  };
  const [overruled, more] = overrule[problem?.code] ?? [];
  return html`<form class="lead-form" onSubmit=${(event) => { event.preventDefault(); go(); }}>
    ${children}
    <label class="lead-field">原因<span class="en" lang="en">Reason</span>
      <input type="text" maxlength="200" autocomplete="off" data-testid="lead-reason" value=${reason} onInput=${(e) => setReason(e.currentTarget.value)} /></label>
    <p class="lead-quick">${quick.map((text) => html`<button key=${text} type="button" class="lead-key" onClick=${() => setReason(text)}>${text}</button>`)}</p>
    ${problem && html`<p class="lead-problem" role="alert" data-testid="lead-problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    <p class="lead-ends">${overruled && html`<button type="button" class="lead-key warn" data-testid="lead-overrule" onClick=${() => go(more)}>${overruled}</button>`}
      <button type="submit" class="lead-key main" data-testid="lead-ok" aria-disabled=${String(idle)} onKeyDown=${(e) => { if (e.repeat) e.preventDefault(); }}>${label}</button></p>
  </form>`;
}

/** `groups`: [[title, [[value, words], …]], …] */
export function Choice({ label, en, id, value, groups, onChange, none = "没有可选的" }) {
  const empty = groups.every(([, options]) => !options.length);
  const option = ([key, words]) => html`<option key=${key} value=${key}>${words}</option>`;
  return html`<label class="lead-field">${label}<span class="en" lang="en">${en}</span>
    <select data-testid=${id} value=${value} disabled=${empty} onChange=${(e) => onChange(e.currentTarget.value)}>
      ${empty ? html`<option value="">${none}</option>` : html`<option value="">请选择</option>`}
      ${groups.map(([title, options]) => (title ? options.length > 0 && html`<optgroup key=${title} label=${title}>${options.map(option)}</optgroup>` : options.map(option)))}
    </select></label>`;
}
