// Small pieces shared by the pages of the console.
import { html } from "/static/hall.js";

/** What went wrong, in words; the region stays so that it is read out. */
export function Message({ said }) {
  return html`<div class="message-place" aria-live="assertive">${said && html`<p class=${said.note ? "message note" : "message"} data-testid="message">
    ${said.detail}<span class="en" lang="en">${said.detail_en}</span></p>`}</div>`;
}

/** What the duty officer tells the hall: staff who answer citizens read it too, and of much only the Chinese. */
export const HallNotices = ({ hall: { notices } }) => notices.map((notice) => html`<p key=${notice.id} class=${`hall-notice ${notice.urgency} ${notices.length > 1 ? "several" : ""}`} role="status" data-testid="hall-notice">
  ${notice.text}${notices.length === 1 && html`<span class="en" lang="en">${notice.text_en}</span>`}</p>`);

/** What is urgent in one strip, however much it is: the keys below stay on the screen. */
export function UrgentNotices({ hall }) {
  const urgent = hall.notices.filter(({ urgency }) => urgency !== "plain");
  return urgent.length > 0 && html`<div class=${`hall-state ${urgent[0].urgency}`} role="alert" data-testid="hall-notice">${urgent.map((notice) => html`
    <p key=${notice.id}>${notice.text}${urgent.length === 1 && html`<span class="en" lang="en">${notice.text_en}</span>`}</p>`)}</div>`;
}

/** "4:07" or "1:04:07"; never negative, for the clocks of server and page may differ a little. */
export function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
