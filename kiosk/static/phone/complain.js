// 网上投诉: a complaint from anybody's own phone, no account and no name asked for (R85, R89, R90).
import { boot, html, render, useAsking, useState } from "/static/hall.js";

const FIELDS = { target: ["投诉谁(窗口或工作人员)", "Whom it is about"], matter: ["什么事", "What it is about"], place: ["在哪里", "Where"], happened_at: ["什么时候", "When"] };

function nowThere() {
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: boot.timezone }).format(Date.now()).replace(" ", "T");
}

const En = ({ text }) => html`<span class="en" lang="en">${text}</span>`;
const blank = () => ({ target: "", matter: "", place: "", happened_at: nowThere(), text: "", person: "", phone: "" });

function told(problem) {
  if (problem?.code !== "invalid") return problem;
  const wrong = (problem.errors ?? []).map((e) => FIELDS[e.field]?.[0] ?? "填写的内容").join("、");
  return { detail: `请检查:${wrong}。`, detail_en: "Please check these." };
}

function Registered({ number }) {
  return html`<section class="registered" role="status" data-testid="registered"><h1>您的投诉已登记<${En} text="Your complaint is registered" /></h1>
    <p class="case">${number}</p><p>请记下编号,可向值班人员查询办理情况。<${En} text="Please note the number; the duty officer can look it up." /></p></section>`;
}

function Form() {
  const ask = useAsking();
  const [form, setForm] = useState(blank);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const [number, setNumber] = useState("");
  if (number) return html`<${Registered} number=${number} />`;
  const set = (name) => (event) => setForm({ ...form, [name]: event.target.value });
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask("/api/complaints/web", { ...form, happened_at: form.happened_at.replace("T", " "), token: boot.token });
    setBusy(false);
    setProblem(answer.problem);
    if (answer.ok) setNumber(answer.data.complaint);
  };
  const line = (name, more = {}) => html`<label>${FIELDS[name][0]}<${En} text=${FIELDS[name][1]} />
    <input name=${name} data-testid=${name} required maxlength="200" autocomplete="off" value=${form[name]} onInput=${set(name)} ...${more} /></label>`;
  const shown = told(problem);
  return html`<form onSubmit=${submit} aria-label="投诉">
    <h1>我要投诉<${En} text="Complaint" /></h1>
    <p class="private">内容和电话只给处理投诉的人员看,窗口工作人员看不到<${En} text="Only those who handle complaints see this, never the staff at the window" /></p>
    <datalist id="windows">${boot.windows.map((label) => html`<option key=${label} value=${label} />`)}</datalist>
    ${line("target", { list: "windows" })}${line("matter")}${line("place", { list: "windows" })}${line("happened_at", { type: "datetime-local" })}
    <label>具体情况<${En} text="What happened" /><textarea rows="5" required maxlength="4000" data-testid="text" value=${form.text} onInput=${set("text")}></textarea></label>
    <label>您的称呼(可不填)<${En} text="Your name (optional)" /><input data-testid="person" maxlength="60" autocomplete="off" value=${form.person} onInput=${set("person")} /></label>
    <label>联系电话(可不填)<${En} text="Telephone (optional)" /><input type="tel" data-testid="phone" maxlength="60" autocomplete="off" value=${form.phone} onInput=${set("phone")} /></label>
    <p>不留电话也会受理,但我们无法把结果告诉您。<${En} text="Without a telephone we cannot tell you the result." /></p>
    ${shown && html`<p class="told" role="alert" data-testid="problem">${shown.detail}<${En} text=${shown.detail_en} /></p>`}
    <button class="main-key" data-testid="submit" aria-disabled=${String(busy)}>${busy ? "正在提交…" : "提交投诉"}<${En} text="Send the complaint" /></button></form>`;
}

render(html`<${Form} />`, document.getElementById("app"));
