// How words stand on the phone: Chinese first, English below.
import { html } from "/static/vendor/preact.js";

/** English below its Chinese; nothing where the hall gave none (it then repeats the Chinese name). */
export const En = ({ text, than }) => (text && text !== than ? html`<span class="en" lang="en">${text}</span>` : null);

/** What the hall said to the last touch. */
export const Told = ({ told }) => html`<p class="told" role="status" data-testid="told">${told && html`${told.detail}<${En} text=${told.detail_en} />`}</p>`;
