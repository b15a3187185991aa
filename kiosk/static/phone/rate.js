// After the visit: five faces, once; for whoever was not satisfied reasons, and the way to complain (R85, R90).
import { html, useRef, useState } from "/static/vendor/preact.js";
import { act, boot } from "./link.js";
import { En, Told } from "./words.js";

const BAD = 2;
const SENDING = { detail: "正在提交…", detail_en: "Sending…" };

export function After({ view, refresh }) {
  const [bad, setBad] = useState(false);
  const [complaining, setComplaining] = useState(false);
  const [number, setNumber] = useState("");
  if (number || view.complained) return html`<${Thanks} rating=${view.rating} /><${Registered} number=${number} />`;
  if (bad || complaining) {
    return html`${bad && html`<p class="rated" role="status" data-testid="rated">感谢您的评价,很抱歉没有让您满意<${En} text="Thank you for telling us; we are sorry" /></p>`}
      <${Complaint} bad=${bad} onDone=${(case_) => { setBad(false); setComplaining(false); if (case_) setNumber(case_); refresh(); }} />`;
  }
  const rated = (level) => { setBad(level <= BAD); refresh(); };
  return html`
    ${view.rating === "ask" ? html`<${Ask} onRated=${rated} onOver=${refresh} />` : html`<${Thanks} rating=${view.rating} />`}
    <button class="quiet-key" data-testid="complain" onClick=${() => setComplaining(true)}>我要投诉<${En} text="I wish to complain" /></button>`;
}

function Thanks({ rating }) {
  if (rating === "rated") return html`<p class="rated" role="status" data-testid="rated">已评价,感谢您<${En} text="Rated, thank you" /></p>`;
  return rating === "closed" ? html`<p class="rated" data-testid="rating-closed">评价时间已过,谢谢<${En} text="The time for rating is over, thank you" /></p>` : null;
}

function Ask({ onRated, onOver }) {
  const [sent, setSent] = useState(0);
  const [told, setTold] = useState(null);
  const busy = useRef(false);
  const press = async (level) => {
    if (busy.current) return;
    busy.current = true;
    setSent(level);
    setTold(SENDING);
    const { problem } = await act("rating", { level, channel: "phone" });
    busy.current = false;
    setSent(0);
    setTold(problem);
    if (!problem) onRated(level);
    else if (problem.code) onOver();
  };
  return html`<section class="rate">
    <h2>请您对本次服务作出评价<${En} text="Please rate this service" /></h2>
    <div class="levels">${boot.levels.map(({ level, label, label_en: en }) => html`
      <button key=${level} class=${`level ${sent === level ? "sending" : ""}`} aria-disabled=${sent > 0} data-testid=${`level-${level}`} onClick=${() => press(level)}>
        <svg class="face" aria-hidden="true"><use href=${`/static/rater_faces.svg#level-${level}`} /></svg>
        <span>${label}<${En} text=${en} /></span></button>`)}
    </div>
    <${Told} told=${told} />
    <p class="private">评价结果不会告诉窗口工作人员<${En} text="The staff at the window are not told your answer" /></p>
  </section>`;
}

function Complaint({ bad, onDone }) {
  const [reasons, setReasons] = useState([]);
  const [text, setText] = useState("");
  const [contact, setContact] = useState("");
  const [told, setTold] = useState(null);
  const busy = useRef(false);
  const toggle = (code) => setReasons((now) => (now.includes(code) ? now.filter((c) => c !== code) : [...now, code]));
  const submit = async () => {
    if (busy.current) return;
    busy.current = true;
    setTold(SENDING);
    const { data, problem } = await act("complaint", { channel: "phone", reasons, text, contact });
    busy.current = false;
    setTold(problem);
    if (data || problem?.code === "already_complained") onDone(data?.complaint ?? "");
  };
  return html`<section class="complaint" data-testid="complaint">
    <h2 id="why">${bad ? "如需投诉,请选择原因" : "请选择投诉原因"}<${En} text=${bad ? "If you wish to complain, please choose why" : "Please choose why"} /></h2>
    <div class="reasons" role="group" aria-labelledby="why">${boot.reasons.map(({ code, label, label_en: en }) => html`
      <button key=${code} data-testid=${`reason-${code}`} aria-pressed=${reasons.includes(code)} onClick=${() => toggle(code)}>
        <span class="mark" aria-hidden="true">${reasons.includes(code) ? "✓" : ""}</span><span>${label}<${En} text=${en} /></span></button>`)}
    </div>
    <label>具体情况(可不填)<${En} text="What happened (optional)" />
      <textarea rows="4" maxlength="1000" data-testid="text" value=${text} onInput=${(e) => setText(e.target.value)} /></label>
    <label>联系电话(可不填)<${En} text="Telephone (optional)" />
      <input type="tel" maxlength="60" autocomplete="off" data-testid="contact" value=${contact} onInput=${(e) => setContact(e.target.value)} /></label>
    <p class="private">内容和电话只给处理投诉的人员看,窗口工作人员看不到<${En} text="Only those who handle complaints see this, never the staff at the window" /></p>
    <${Told} told=${told} />
    <button class="main-key" data-testid="submit" onClick=${submit}>提交投诉<${En} text="Send the complaint" /></button>
    <button class="quiet-key" data-testid="no-complaint" onClick=${() => onDone("")}>${bad ? "不投诉,完成" : "返回"}<${En} text=${bad ? "No complaint, done" : "Back"} /></button>
  </section>`;
}

const Registered = ({ number }) => html`<section class="registered" role="status" data-testid="registered">
  <h2>您的投诉已登记<${En} text="Your complaint is registered" /></h2>
  ${number && html`<p class="case">${number}</p><p>请记下编号,可向值班人员查询<${En} text="Please note the number; the duty officer can look it up" /></p>`}
</section>`;
