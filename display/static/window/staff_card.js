// Who sits here: 姓名, 工号, 单位 and, where the hall has one, the photograph (R21).
import { boot, html, useState } from "/static/hall.js";
import { Fit } from "../board/fit.js";

export function StaffCard({ staff }) {
  const [missing, setMissing] = useState("");
  const photo = boot.photos?.[staff.no];
  return html`<div class="card" data-testid="card">
    ${photo && photo !== missing && html`<img class="photo" src=${photo} alt="" data-testid="photo" onError=${() => setMissing(photo)} />`}
    <div class="who-is">
      <${Fit} class="name">${staff.name || "工作人员"}<//>
      <p class="no">工号 <b>${staff.no}</b><span class="en">Staff number ${staff.no}</span></p>
      ${staff.unit && html`<p class="unit">${staff.unit}</p>`}
    </div>
  </div>`;
}
