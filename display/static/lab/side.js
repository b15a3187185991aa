// The way in: a visit in four steps, every page of the hall, and the demonstration accounts.
import { boot, html, useState } from "/static/hall.js";

const STEPS = [
  ["打开取号机,点一项业务,号票从右边的打印机出来。", "Open a kiosk and touch a service: the slip comes out of the printer on the right."],
  ["用演示账号登录叫号台,在窗口签到。", "Sign in at the caller page with a demonstration account and take a window."],
  ["按叫号器的“呼叫”:窗口屏、大厅屏和语音一起叫号。", "Press 呼叫 on the keypad: the sign, the board and the voice call together."],
  ["按“评价”办结,再按一个笑脸。然后试试故障开关。", "Press 评价 to finish, then a face. After that, try the fault switches."],
];
const ROLES = { clerk: "窗口", lead: "首席", help_desk: "总服务台", duty: "值班", admin: "管理" };

const pages = () => [
  ...boot.bench.kiosks.map(({ id, name }) => [`/kiosk/${id}`, name]),
  ["/caller", "叫号台"],
  ...boot.bench.screens.map(({ id, name }) => [`/display/${id}`, name]),
  ["/duty", "值班台"],
];

function Account({ account }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(account.password);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return html`<tr data-testid="account-${account.no}"><th scope="row">${account.no}</th><td>${account.name}<small>${account.roles.map((role) => ROLES[role] ?? role).join(" ")}</small></td>
    <td><code>${account.password}</code></td>
    <td><button class="copy" aria-label=${`复制 ${account.name} 的密码`} onClick=${copy}>${copied ? "已复制" : "复制"}</button></td></tr>`;
}

export function Side() {
  return html`<div class="side">
    <section><h2>走一遍流程<span class="en">Walk through one visit</span></h2>
      <ol class="steps">${STEPS.map(([zh, en]) => html`<li key=${zh}>${zh}<span class="en" lang="en">${en}</span></li>`)}</ol></section>
    <section><h2>打开页面<span class="en">Open a page</span></h2>
      <ul class="links">${pages().map(([href, name]) => html`<li key=${href}><a href=${href} target="_blank" rel="noopener">${name}</a></li>`)}</ul></section>
    ${boot.accounts.length > 0 && html`<section><h2>演示账号<span class="en">Demonstration accounts</span></h2>
      <table><thead><tr><th scope="col">工号</th><th scope="col">姓名</th><th scope="col">密码</th><td></td></tr></thead>
      <tbody>${boot.accounts.map((account) => html`<${Account} key=${account.no} account=${account} />`)}</tbody></table></section>`}
  </div>`;
}
