// Who may sign in: the staff of the configuration, and the passwords that the administrator gives them.
import { get, html, newKey, post, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { Done, Problem } from "./parts.js";

const ROLES = { clerk: "窗口人员", lead: "首席代表", help_desk: "总服务台", duty: "值班员", admin: "管理员", manager: "管理者", guard: "保安" };
const LEAST = 8;

const stateOf = ({ password, locked }) => (locked ? ["warn", "已锁定"] : password ? ["good", "已设密码"] : ["plain", "未设密码"]);

/** What is wrong with the two entries; null = nothing. */
export const fault = (first, second) => {
  if (first.length < LEAST) return { detail: `密码至少 ${LEAST} 位,现在 ${first.length} 位。`, detail_en: `At least ${LEAST} characters; there are ${first.length}.` };
  return first === second ? null : { detail: "两次输入的不一样,请重新输入。", detail_en: "The two entries differ; please type them again." };
};

function Password({ person, onDone, onLost }) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const first = useRef(null);
  useLayoutEffect(() => first.current.focus(), []);
  const save = async (event) => {
    event.preventDefault();
    const { once, twice } = event.currentTarget;
    const wrong = fault(once.value, twice.value);
    setProblem(wrong);
    if (wrong || busy) return;
    setBusy(true);
    const answer = await post(`/api/accounts/${encodeURIComponent(person.no)}/password`, { password: once.value }, { key: newKey() });
    setBusy(false);
    setProblem(answer.problem);
    if (answer.status === 401) onLost();
    if (answer.ok) onDone(`${person.name} ${person.no} 的密码已设置,原来的登录已全部退出。`);
  };
  return html`<form class="setting" onSubmit=${save} aria-label="设置密码"><h2>${person.name} <span class="soft">${person.no}</span></h2>
    <p class="soft">新密码请当面交给本人。设置后,此人在各处的登录都会退出。<span class="en" lang="en">Hand it over in person; every session of theirs ends.</span></p>
    <label class="field">新密码(至少 ${LEAST} 位)<input ref=${first} name="once" type="password" data-testid="new-password" autocomplete="new-password" maxlength="200" /></label>
    <label class="field">再输一次<input name="twice" type="password" data-testid="new-password-again" autocomplete="new-password" maxlength="200" /></label>
    <${Problem} problem=${problem} />
    <button class="main" type="submit" data-testid="save-password" aria-disabled=${String(busy)}>设置密码</button></form>`;
}

export function Accounts({ desk }) {
  const [people, setPeople] = useState([]);
  const [chosen, setChosen] = useState(null);
  const [done, setDone] = useState("");
  const [problem, setProblem] = useState(null);
  const look = async () => {
    const { ok, status, data, problem: refusal } = await get("/api/accounts");
    if (status === 401) desk.onLost();
    setProblem(refusal);
    if (ok) setPeople(data.accounts);
  };
  useEffect(() => { look(); }, []);
  const person = people.find((one) => one.no === chosen);
  const saved = (text) => { setChosen(null); setDone(text); look(); };
  return html`<div class="work">
    <section class="card" aria-label="账号"><h2>账号<span class="en" lang="en">Accounts</span></h2><${Problem} problem=${problem} />
      <ul class="rows">${people.map((one) => { const [tone, word] = stateOf(one); return html`<li key=${one.no}><button type="button" class="row" data-testid=${`account-${one.no}`} aria-pressed=${String(one.no === chosen)}
        onClick=${() => { setChosen(one.no); setDone(""); }}><span class="row-name"><b>${one.name}</b> ${one.no}<span class="soft">${[one.unit, ...one.roles.map((role) => ROLES[role] ?? role)].filter(Boolean).join(" · ")}</span></span>
        <span class="badge ${tone}" data-testid=${`state-${one.no}`}>${word}</span></button></li>`; })}</ul></section>
    <section class="card" aria-label="密码">${person ? html`<${Password} key=${person.no} person=${person} onDone=${saved} onLost=${desk.onLost} />`
      : html`<p class="soft">请选一个人。人员和权限写在配置文件里。<span class="en" lang="en">Choose a person. Who works here stands in the configuration.</span></p>`}<${Done} text=${done} /></section>
  </div>`;
}
