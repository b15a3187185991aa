// The frame of what the console asks before a command: it stands where the keys were.
import { html, useLayoutEffect, useRef } from "/static/hall.js";

/** Keys of the console rest meanwhile. A key that is held down writes nothing and presses nothing; it may delete and move. */
export function Panel({ name, id, ask, en, number, stood, onKey, onSubmit, children }) {
  const form = useRef(null);
  useLayoutEffect(() => form.current.scrollIntoView({ block: "nearest" }), []);
  const pressed = (event) => {
    const typing = event.target.type === "text";
    if (event.isComposing) return; // an input method has its own Enter and Escape
    if (!event.repeat) onKey(event, typing);
    else if (!typing || event.key === "Enter" || event.key.length === 1) event.preventDefault();
  };
  const submit = (event) => { event.preventDefault(); onSubmit(); };
  return html`<form ref=${form} class="reason" aria-label=${name} data-testid=${id} data-keys="off" data-stood=${String(stood)} onKeyDown=${pressed} onSubmit=${submit}>
    <p class="reason-ask">${number && html`<span class="number">${number}</span> `}${ask}<span class="en" lang="en">${en}</span></p>
    ${children}
  </form>`;
}

export const Cancel = ({ onCancel }) => html`<button type="button" class="side-key" data-testid="cancel" onClick=${onCancel}>取消<kbd>Esc</kbd></button>`;
