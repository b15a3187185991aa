// The staff's way in: five touches on the hall's name within five seconds, then staff number and password.
import { boot, html, post, useRef, useState } from "/static/hall.js";
import { StaffPanel } from "./panel.js";
import { Touch, useCountdown } from "../touch.js";
import { N_, Said, T, t } from "../words.js";

const TOUCHES = 5;
const WITHIN_MS = 5_000;
const STAY_S = 60;
const ROWS = ["123456789", "0abcdefgh", "ijklmnopq", "rstuvwxyz"];
const SIGNS = ["!@#$%^&*(", ")-_=+[]{}", ";:'\",.<>?", "/\\|`~ ￥"];
const KEYS = { lower: ROWS, upper: ROWS.map((row) => row.toUpperCase()), signs: SIGNS };
const FIELDS = { no: N_("工号"), password: N_("密码") };

/** `onPointerDown` for what is touched five times; nothing shows that it counts. */
export function useGesture(onDone) {
  const times = useRef([]);
  return () => {
    const now = performance.now();
    times.current = [...times.current, now].filter((at) => now - at < WITHIN_MS);
    if (times.current.length < TOUCHES) return;
    times.current = [];
    onDone();
  };
}

export function Staff(props) {
  const [pass, setPass] = useState(null);
  useCountdown(STAY_S, "staff", props.home);
  return pass ? html`<${StaffPanel} ...${props} pass=${pass} />` : html`<${Gate} ...${props} onPass=${setPass} />`;
}

function Gate({ settled, stale, home, onPass }) {
  const [form, setForm] = useState({ no: "", password: "" });
  const [field, setField] = useState("no");
  const [layer, setLayer] = useState("lower");
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState(null);
  const locked = !settled || asking;
  const change = (name, value) => { setSaid(null); setForm((last) => ({ ...last, [name]: value.slice(0, 60) })); };
  const type = (letter) => change(field, form[field] + letter);
  const enter = async () => {
    if (locked) return;
    if (!form.no || !form.password) { setField(form.no ? "password" : "no"); return; }
    setAsking(true);
    const { ok, data, problem } = await post(`/api/kiosks/${boot.id}/staff`, { staff_no: form.no, password: form.password });
    setAsking(false);
    setForm((last) => ({ ...last, password: "" }));
    if (ok) onPass(data); else setSaid(problem);
  };
  const box = (name) => html`<label class="staff-field"><span><${T} k=${FIELDS[name]} plain /></span>
    <input class="id-number-input" type=${name === "password" ? "password" : "text"} inputmode="none" autocomplete="off" spellcheck="false" data-main=${name === "no"}
      data-testid=${`staff-${name}`} value=${form[name]} aria-current=${String(field === name)} onFocus=${() => setField(name)}
      onInput=${(event) => change(name, event.target.value)} onKeyDown=${(event) => { if (event.key === "Enter") { event.preventDefault(); enter(); } }} /></label>`;
  return html`<section class="staff" aria-label=${t("员工登录")}>
    <h2 class="ask"><${T} k="员工登录" /></h2>
    ${box("no")}${box("password")}
    <p class="staff-said" role="alert" data-testid="staff-said">${said ? html`<${Said} of=${said} as="detail" />` : stale && html`<${T} k="连接中断,现在不能登录" />`}</p>
    <div class="staff-pad" aria-label=${t("键盘")} role="group">
      ${KEYS[layer].map((row) => [...row].map((letter) => html`<${Touch} key=${letter} class="key staff-key" disabled=${locked} data-testid=${`staff-key-${letter}`}
        aria-label=${letter === " " ? t("空格") : undefined} onTouch=${() => type(letter)}>${letter === " " ? "␣" : letter}<//>`))}
    </div>
    <div class="question-keys staff-layers">
      <${Touch} class="key" disabled=${locked} aria-pressed=${String(layer === "upper")} onTouch=${() => setLayer(layer === "upper" ? "lower" : "upper")}>ABC<//>
      <${Touch} class="key" disabled=${locked} aria-pressed=${String(layer === "signs")} onTouch=${() => setLayer(layer === "signs" ? "lower" : "signs")}>#+=<//>
      <${Touch} class="key" disabled=${locked} onTouch=${() => change(field, form[field].slice(0, -1))}><${T} k="删除" plain /><//>
    </div>
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-back data-testid="staff-back" onTouch=${home}><${T} k="返回首页" /><//>
      <${Touch} class="key main" disabled=${locked} data-testid="staff-enter" onTouch=${enter}><${T} k=${form.no && !form.password && field === "no" ? N_("输入密码") : N_("登录")} /><//>
    </div>
  </section>`;
}
