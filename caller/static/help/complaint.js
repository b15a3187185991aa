// 投诉受理登记表 (R85–R89): taken in here; who complained and what was said is read by those who handle it only.
import { boot, html, useFirstFocus, useRef, useState } from "/static/hall.js";
import { Done, Problem, useAct } from "./parts.js";

const CHANNELS = [["desk", "现场"], ["phone", "电话"], ["web", "网上"], ["letter", "信函"], ["box", "意见箱"], ["card", "评议卡"]];
const FIELDS = { target: "被投诉的窗口或人员", matter: "事项", happened_at: "时间", place: "地点", text: "投诉内容", person: "投诉人", phone: "联系电话" };

/** "2026-03-02T09:30" of this moment in the hall's own time zone. */
function nowThere(timezone) {
  const parts = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: timezone }).format(Date.now());
  return parts.replace(" ", "T");
}

const blank = (timezone) => ({ channel: "desk", target: "", matter: "", happened_at: nowThere(timezone), place: "", text: "", person: "", phone: "" });

/** "2号窗口 服务态度": whom it is about, then what; a window by its label or number is the place as well. */
function read(line) {
  const [first, ...rest] = line.trim().split(/\s+/);
  const bare = (label) => label.replace(/号?(窗口)?$/, "");
  const meant = boot.windows.filter((w) => w.label === first || bare(w.label) === bare(first));
  const where = meant.length === 1 ? `${meant[0].floor_name} ${meant[0].label}` : first;
  return { target: where, place: meant.length === 1 ? where : "大厅", matter: rest.join(" ") || "服务" };
}

function told(problem) {
  if (problem?.code !== "invalid") return problem;
  const wrong = (problem.errors ?? []).map((e) => FIELDS[e.field] ?? e.field).join("、");
  return { detail: `请检查:${wrong}。`, detail_en: "Please check these fields." };
}

export function Complaint({ desk }) {
  const { timezone } = desk.view.hall;
  const { act, problem, working } = useAct(desk);
  const [form, setForm] = useState(() => blank(timezone));
  const [taken, setTaken] = useState("");
  const first = useFirstFocus();
  const [line, setLine] = useState("");
  const register = useRef(null);
  const fill = (event) => {
    event.preventDefault();
    if (!line.trim()) return;
    setForm({ ...form, ...read(line) });
    setLine("");
    setTaken("");
    register.current.focus();
  };
  const set = (name) => (event) => { setForm({ ...form, [name]: event.target.value }); setTaken(""); };
  const submit = async (event) => {
    event.preventDefault();
    const answer = await act("/api/complaints", { ...form, happened_at: form.happened_at.replace("T", " ") });
    if (!answer) return;
    setForm(blank(timezone));
    setTaken(`已受理 ${answer.complaint},由值班员办理`);
    first.current?.focus(); // unless another page was opened meanwhile
  };
  const field = (name, more = {}) => html`<div class="field"><label for=${`complaint-${name}`}>${FIELDS[name]}${more.required ? "" : "(选填)"}</label>
    <input id=${`complaint-${name}`} data-testid=${name} autocomplete="off" maxlength="200" value=${form[name]} onInput=${set(name)} ...${more} /></div>`;
  return html`<div class="complaint"><form class="card" onSubmit=${fill} aria-label="一句话登记"><label for="complaint-line">一句话:谁(或几号窗口),什么事<span class="en" lang="en">Whom it is about, then what; Enter fills the form</span></label>
    <input id="complaint-line" data-testid="complaint-line" ref=${first} autocomplete="off" maxlength="200" placeholder="如:2号窗口 服务态度" value=${line} onInput=${(event) => setLine(event.target.value)} /></form>
  <form class="card complaint" onSubmit=${submit} aria-label="投诉受理登记表"><h2>投诉受理登记表<span class="en" lang="en">Complaint</span></h2>
    <fieldset class="lanes"><legend>渠道 <span class="en" lang="en">Channel</span></legend>${CHANNELS.map(([value, word]) => html`<label key=${value} class=${form.channel === value ? "on" : ""}>
      <input type="radio" name="channel" value=${value} data-testid=${`channel-${value}`} checked=${form.channel === value} onChange=${set("channel")} />${word}</label>`)}</fieldset>
    <datalist id="windows">${boot.windows.map((w) => html`<option key=${w.id} value=${`${w.floor_name} ${w.label}`} />`)}</datalist>
    <div class="pairs">${field("target", { required: true, list: "windows" })}${field("place", { required: true, list: "windows" })}
      ${field("matter", { required: true })}${field("happened_at", { required: true, type: "datetime-local" })}</div>
    <div class="field"><label for="complaint-text">${FIELDS.text}(选填)</label><textarea id="complaint-text" data-testid="text" rows="4" maxlength="4000" value=${form.text} onInput=${set("text")}></textarea></div>
    <div class="pairs">${field("person")}${field("phone", { inputmode: "tel" })}</div>
    <p class="soft">投诉人和内容另行保密保存,提交后此处不再显示。<span class="en" lang="en">Kept apart and not shown here again.</span></p>
    <${Problem} problem=${told(problem)} /><${Done} text=${!problem && taken} />
    <button class="main" ref=${register} data-testid="register" aria-disabled=${String(working)}>${working ? "正在登记…" : "登记受理"}<span class="en" lang="en">Register</span></button></form></div>`;
}
