// The number that was just given: where to go, how long, its paper, its page for the phone.
import { html, useEffect, useFirstFocus, useRef, useState } from "/static/hall.js";
import { useStood } from "../commands.js";
import { Done, PAPERLESS, Problem, ticketPath, useAct } from "./parts.js";
import { LANES, places } from "./words.js";

export function Answer({ desk, ticket, hint, onNext }) {
  const { act, problem, working } = useAct(desk);
  const [printed, setPrinted] = useState("");
  const settled = useStood();
  const first = useFirstFocus();
  const next = useRef(null);
  const { kiosk } = desk;
  const print = async () => {
    if (!await act(ticketPath(ticket.id, "reprint"), { kiosk: kiosk.id })) return;
    setPrinted(kiosk.name);
    next.current?.focus(); // unless the next number was begun meanwhile
  };
  const may = desk.may.paper && kiosk;
  useEffect(() => { if (may) print(); }, []); // a number at the desk goes with its paper
  return html`<div class="answer" data-testid="answer">
    <div class="answer-top"><div>
      <p class="soft">${ticket.queue_name}${ticket.lane === "normal" ? "" : ` · ${LANES[ticket.lane]}`}${ticket.appointment && " · 预约"}</p>
      <p class="answer-number number" data-testid="answer-number">${ticket.number}</p></div>
      <figure class="qr"><img src=${ticket.qr} alt="手机查看排队进度的二维码" /><figcaption>手机扫码看进度</figcaption></figure></div>
    <p class="way">请到 ${places(ticket.windows).map(([floor, labels], index) => html`<b key=${floor}>${index ? " 或 " : ""}${floor} ${labels}</b>`)}
      <span class="en" lang="en">${ticket.windows.map((w) => `${w.floor_name_en} ${w.label_en}`).join(", ")}</span></p>
    <p>前面等候 <b data-testid="answer-ahead">${ticket.ahead}</b> 人${ticket.wait ? html`,预计 <b>${ticket.wait.low_min}–${ticket.wait.high_min}</b> 分钟` : ",暂无法预计时间"}
      <span class="en" lang="en">${ticket.ahead} ahead${ticket.wait ? `, about ${ticket.wait.low_min}–${ticket.wait.high_min} minutes` : ""}</span></p>
    ${desk.may.paper && !kiosk && html`<p class="problem">${PAPERLESS.detail}<span class="en" lang="en">${PAPERLESS.detail_en}</span></p>`}
    <${Problem} problem=${problem} /><${Done} text=${printed && `已送到${printed}打印`} />
    <div class="keys">
      ${may && html`<button type="button" class=${printed ? "key" : "main"} ref=${first} data-testid="print" aria-disabled=${String(working || !settled)} onClick=${() => settled && print()}>${printed ? "再打一张" : `打印(${kiosk.name})`}</button>`}
      <button type="button" class=${printed || !may ? "main" : "key"} ref=${may ? next : both(first, next)} data-testid="next" aria-disabled=${String(!settled)} onClick=${() => settled && onNext()}>下一位${hint && html` <kbd>${hint}</kbd>`}</button>
    </div>
  </div>`;
}

const both = (...refs) => (element) => { for (const ref of refs) ref.current = element; };
