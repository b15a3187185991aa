// An appointment is here: its code by a pad of digits, and then a number like any other.
import { html, useState } from "/static/hall.js";
import { Touch, useCountdown } from "./touch.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const LONGEST = 20;
const IDLE_S = 60;

export function CheckIn({ settled, issuing, home, issue }) {
  const [code, setCode] = useState("");
  useCountdown(IDLE_S, code, home);
  const locked = issuing !== null || !settled;
  const digit = (d) => html`<${Touch} key=${d} class="key pad-key" disabled=${locked} data-testid=${`digit-${d}`}
    onTouch=${() => setCode((typed) => (typed + d).slice(0, LONGEST))}>${d}<//>`;
  return html`<section class="check-in" aria-label="预约签到">
    <h2 class="ask">请输入预约码<span class="en" lang="en">Please enter your appointment code</span></h2>
    <p class="code number" role="status" data-testid="code">${code || html`<span class="code-none">预约码</span>`}</p>
    <div class="pad">${DIGITS.map(digit)}
      <${Touch} class="key pad-key" disabled=${locked} onTouch=${() => setCode(code.slice(0, -1))}>删除<span class="en" lang="en">Delete</span><//>
      ${digit("0")}
      <${Touch} class="key pad-key" disabled=${locked} onTouch=${() => setCode("")}>清空<span class="en" lang="en">Clear</span><//></div>
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-testid="check-in-back" onTouch=${home}>返回<span class="en" lang="en">Back</span><//>
      <${Touch} class="key main" disabled=${locked} aria-disabled=${String(!code)} data-testid="check-in-ok" onTouch=${() => code && issue("check-in", "/api/check-ins", { code })}>
        ${issuing !== null ? "正在签到…" : "签到取号"}<span class="en" lang="en">Check in</span><//>
    </div>
  </section>`;
}
