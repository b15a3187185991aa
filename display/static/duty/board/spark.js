// How a queue goes, as a line and in words.
import { html } from "/static/hall.js";

const WIDE = 96, HIGH = 24;
const WENT = { up: ["↑", "bad"], down: ["↓", "good"], even: ["→", "plain"] };

/** Pure: the points of the line, "x,y x,y …"; the top is the longest the queue was, but never less than 4. */
export function line(day, wide = WIDE, high = HIGH) {
  const most = Math.max(4, ...day);
  const step = day.length > 1 ? wide / (day.length - 1) : 0;
  return day.map((length, at) => `${Math.round(at * step * 10) / 10},${Math.round((high - 1 - (length / most) * (high - 2)) * 10) / 10}`).join(" ");
}

/** Pure: "15分钟 +6", with its arrow. */
export function went({ short, went: way }) {
  const [arrow, tone] = WENT[way];
  return { tone, text: `${arrow} ${short > 0 ? "+" : ""}${short}` };
}

export function Spark({ trend }) {
  return html`<svg class="spark" viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true"><polyline points=${line(trend.day)} /></svg>`;
}

export function Trend({ trend }) {
  const { tone, text } = went(trend);
  return html`<span class=${`trend ${tone}`} data-went=${trend.went} title=${`15分钟 ${trend.short},30分钟 ${trend.long}`}>${text}</span>`;
}
