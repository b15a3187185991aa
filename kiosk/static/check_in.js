// An appointment is here: its code by a pad of digits, and then a number like any other.
import { boot, html, useState } from "/static/hall.js";
import { Touch, useCountdown } from "./touch.js";
import { T, t } from "./words.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const LONGEST = 20;

export function CheckIn({ settled, issuing, home, issue }) {
  const [code, setCode] = useState("");
  useCountdown(boot.home_s, code, home);
  const locked = issuing !== null || !settled;
  const digit = (d) => html`<${Touch} key=${d} class="key pad-key" disabled=${locked} data-key=${d} data-testid=${`digit-${d}`}
    onTouch=${() => setCode((typed) => (typed + d).slice(0, LONGEST))}>${d}<//>`;
  return html`<section class="check-in" aria-label=${t("预约签到")}>
    <h2 class="ask"><${T} k="请输入预约码" /></h2>
    <p class="code number" role="status" data-testid="code">${code || html`<span class="code-none"><${T} k="预约码" plain /></span>`}</p>
    <div class="pad">${DIGITS.map(digit)}
      <${Touch} class="key pad-key" disabled=${locked} data-key="Backspace" onTouch=${() => setCode(code.slice(0, -1))}><${T} k="删除" /><//>
      ${digit("0")}
      <${Touch} class="key pad-key" disabled=${locked} onTouch=${() => setCode("")}><${T} k="清空" /><//></div>
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-back data-testid="check-in-back" onTouch=${home}><${T} k="返回" /><//>
      <${Touch} class="key main" disabled=${locked} aria-disabled=${String(!code)} data-main data-testid="check-in-ok" onTouch=${() => code && issue("check-in", "/api/check-ins", { code })}>
        ${issuing !== null ? html`<${T} k="正在签到…" />` : html`<${T} k="签到取号" />`}<//>
    </div>
  </section>`;
}
