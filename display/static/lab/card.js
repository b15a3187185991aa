// The ID card reader of a kiosk, and cards to lay on it.
import { html, useState } from "/static/hall.js";
import { Faults } from "./faults.js";

// No region has the code 999999, so these are nobody's; their check digits are right but for the last one's.
const PEOPLE = [
  { name: "赵测试", number: "999999195802140015" },
  { name: "钱测试", number: "999999198807230021" },
  { name: "孙测试", number: "999999200103050030" },
  { name: "李测试", number: "99999919990909028X" },
  { name: "周测试", number: "999999197512310062" },
  { name: "号码有误", number: "999999197512310060" },
];

export function Reader({ reader, end, send }) {
  const [laid, setLaid] = useState("");
  const { state } = end ?? {};
  const lay = ({ name, number }) => { setLaid(name); send(reader.far_end, { op: "card", name, number, birth: number.slice(6, 14) }); };
  const words = !end ? "" : !end.alive ? "没有运行" : !end.plugged ? "已拔线" : !state.card ? "没有放卡" : state.read ? `已读:${laid}` : `放着:${laid}`;
  return html`<section class="printer reader ${end?.alive && end?.plugged ? "" : "broken"}" aria-label=${`${reader.name} 身份证阅读器`} data-testid=${`reader-${reader.id}`}>
    <h2>${reader.name} 身份证阅读器<span class="en">${reader.id}</span></h2>
    <${Faults} name=${reader.far_end} end=${end} send=${send} />
    <p role="status"><i class="lamp" aria-hidden="true"></i> ${words}</p>
    <div class="faults">${PEOPLE.map((person) => html`<button key=${person.number} class="switch" data-testid=${`card-${person.number}`} onClick=${() => lay(person)}>
        放${person.name}</button>`)}
      <button class="switch" data-testid=${`remove-${reader.id}`} disabled=${!state?.card} onClick=${() => { setLaid(""); send(reader.far_end, { op: "remove" }); }}>拿走</button></div>
  </section>`;
}
