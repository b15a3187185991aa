// An appointment is here: by its code on a pad or from a scanner, or by its owner's ID card.
import { boot, html, useEffect, useRef, useState } from "/static/hall.js";
import { useCard } from "./card.js";
import { useScan } from "./scan.js";
import { strange } from "./scanned.js";
import { Touch, useCountdown } from "../touch.js";
import { N_, Said, T, t } from "../words.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const LONGEST = 40;
const STRANGE = {
  slip: N_("扫到的是号票,不是预约码。已有号票的,请等候叫号。"),
  link: N_("扫到的是网址,不是预约码。请扫描预约码,或到总服务台。"),
};

export function CheckIn({ view, stage, settled, issuing, stale, home, issue }) {
  const [code, setCode] = useState("");
  const [scanned, setScanned] = useState(null);
  const now = useRef(""); // a scanner is quicker than the drawing
  useCountdown(boot.home_s, code, home);
  const locked = issuing !== null || !settled;
  const set = (text) => { setScanned(null); now.current = text.slice(0, LONGEST); setCode(now.current); };
  const submit = () => { if (now.current && issuing === null) issue("check-in", "/api/check-ins", { code: now.current }); };
  const read = (text) => { if (strange(text)) { set(""); setScanned(strange(text)); } else submit(); };
  useScan(issuing === null, (key) => set(now.current + key), read);

  const card = useCard(view, view.card_check_in, stale);
  const handle = card?.state === "read" ? card.handle : "";
  useEffect(() => { if (handle) issue("check-in", "/api/check-ins", { card: handle }); }, [handle]);

  const digit = (d) => html`<${Touch} key=${d} class="key pad-key" disabled=${locked} data-key=${d} data-testid=${`digit-${d}`}
    onTouch=${() => set(now.current + d)}>${d}<//>`;
  return html`<section class="check-in" aria-label=${t("预约签到")}>
    <h2 class="ask"><${T} k=${view.card_check_in && view.reader ? N_("请输入或扫描预约码,或刷身份证") : N_("请输入或扫描预约码")} /></h2>
    <p class="id-said" role="status" data-testid="check-in-said">${scanned ? html`<${T} k=${STRANGE[scanned]} />` : card?.state === "trouble" ? html`<${Said} of=${card} />`
      : stage.told && !code ? html`<${Said} of=${stage.told} as="detail" />` : null}</p>
    <p class=${`code number ${code.length > 16 ? "long" : ""}`} role="status" data-testid="code">${code || html`<span class="code-none"><${T} k="预约码" plain /></span>`}</p>
    <div class="pad">${DIGITS.map(digit)}
      <${Touch} class="key pad-key" disabled=${locked} data-key="Backspace" onTouch=${() => set(now.current.slice(0, -1))}><${T} k="删除" /><//>
      ${digit("0")}
      <${Touch} class="key pad-key" disabled=${locked} onTouch=${() => set("")}><${T} k="清空" /><//></div>
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-back data-testid="check-in-back" onTouch=${home}><${T} k="返回" /><//>
      <${Touch} class="key main" disabled=${locked} aria-disabled=${String(!code)} data-main data-testid="check-in-ok" onTouch=${submit}>
        ${issuing !== null ? html`<${T} k="正在签到…" />` : html`<${T} k="签到取号" />`}<//>
    </div>
  </section>`;
}
