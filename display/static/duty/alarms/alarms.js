// What needs a hand: alarms of the hall, those nobody has taken first, then what the page sees by itself.
import { clock, get, html, useAsking, useEffect, useState } from "/static/hall.js";
import { AlarmCard, free } from "./card.js";
import { answerAlarm, replyHelp } from "../ask.js";
import { Sound } from "./sound.js";
import { BOARDS, KINDS, cause, deviceTone } from "../words.js";

const MOST = 6; // of what the page sees by itself; an alarm is never left out
const FEW = 3; // so many devices of a kind are named, more are counted

const CALLING = new Set(["open", "extended"]);

/** What an alarm says already of devices and boards. */
const told = (lines) => new Set(lines.flatMap((line) => [line, ...line.members]).flatMap(({ about }) => [about.device, about.board]));

/** Those that are ill where nobody works with them, or for less than the hall waits before it tells. */
function illDevices(devices, known) {
  const kinds = new Map();
  for (const d of devices) if (d.cause && !known.has(d.id)) kinds.set(d.kind, [...(kinds.get(d.kind) ?? []), d]);
  return [...kinds].flatMap(([kind, ill]) => (ill.length > FEW
    ? [["warn", `${ill.length} 台${KINDS[kind] ?? kind}异常`, { kind: "device", id: ill[0].id }]]
    : ill.map((d) => [deviceTone(d), `${d.where} ${KINDS[d.kind] ?? d.kind} ${cause(d.cause)}`, { kind: "device", id: d.id }])));
}

/** [tone, words, what to open]. */
export function seen({ hall, incident, queues, devices, kiosks, boards, unconfirmed, alarms }) {
  const words = [];
  const known = told(alarms);
  if (hall.state === "outage") words.push(["bad", incident?.short ? "短时停机,已请群众稍候" : "手工办理中,纸质号请补录,再恢复叫号"]);
  if (hall.state === "recovery") words.push(["bad", "系统已恢复,等候您确认叫号"]);
  for (const q of queues) if (q.waiting && !q.windows_open) words.push(["warn", `${q.name} 无人办理,${q.waiting} 人等候`, { kind: "queue", id: q.id }]);
  for (const k of kiosks) if (k.closed === "printer") words.push(["bad", `${k.name} 不能出票`, { kind: "kiosk", id: k.id }]);
  for (const k of kiosks) if (k.off) words.push(["warn", `${k.name} 已停用:${k.off.reason}`, { kind: "kiosk", id: k.id }]);
  const sayOf = (b) => words.push([b.state === "off" || b.state === "silent" ? "bad" : "warn", `${b.name} ${BOARDS[b.state].word},${clock(b.since, hall.timezone)} 起`, { kind: "board", id: b.id }]);
  const ill = CALLING.has(hall.state) ? boards.filter((b) => b.state !== "well" && !known.has(b.id)) : [];
  for (const b of ill) if (b.state !== "gone") sayOf(b);
  words.push(...illDevices(devices, known));
  if (unconfirmed.length) words.push(["warn", `${unconfirmed.length} 张号票未确认打印`]);
  for (const b of ill) if (b.state === "gone") sayOf(b);
  return words;
}

/** Who has it; or one touch to take it, and who was quicker. */
function Taking({ line }) {
  const ask = useAsking();
  const [problem, setProblem] = useState(null);
  const take = async () => setProblem((await ask("/api/alarms/take", free(line))).problem);
  useEffect(() => setProblem((was) => (was && was.params?.staff !== line.owner?.no ? null : was)), [line.owner?.no]);
  return html`${problem && html`<span class="lost" role="alert" data-testid=${`lost-${line.id}`}>${problem.detail}</span>`}
    ${line.owner ? html`<span class="has" data-testid=${`has-${line.id}`}>${line.owner.name} 处理中</span>`
      : html`<button data-testid=${`take-${line.id}`} onClick=${take}>我来</button>`}`;
}

function Alarm({ line, timezone, onAsk, onOpen }) {
  const tone = line.owner ? "taken" : line.urgent ? "bad" : "warn";
  return html`<li class=${`${tone}${line.escalated_at && !line.owner ? " louder" : ""}`} data-testid=${`alarm-${line.id}`} data-tone=${tone}><i class="shape" aria-hidden="true"></i>
    <button type="button" class="open" data-testid=${`open-${line.id}`} onClick=${onOpen}>${line.text}</button><time>${clock(line.since, timezone)}</time>
    <${Taking} line=${line} />
    ${line.kind === "help" && html`<button data-testid=${`reply-${line.id}`} onClick=${() => onAsk(replyHelp(line))}>${line.answered ? "再回复" : "回复"}</button>`}
    ${line.answerable && html`<button data-testid=${`answer-${line.id}`} onClick=${() => onAsk(answerAlarm(line))}>处理</button>`}</li>`;
}

function useMe() {
  const [me, setMe] = useState("");
  useEffect(() => { get("/api/session").then(({ data }) => setMe(data?.staff?.no ?? "")); }, []);
  return me;
}

export function Alarms({ view, sound, onAsk, onOpen }) {
  const me = useMe();
  const [opened, setOpened] = useState("");
  const { timezone } = view.hall;
  const line = view.alarms.flatMap((one) => [one, ...one.members]).find((one) => one.id === opened);
  const words = [...view.warnings.map((warning) => ["warn", warning.text]), ...seen(view)];
  const more = words.length - MOST;
  return html`<section class="alarms" id="alarms" aria-label="需要处理" data-testid="alarms" role="status"><ul>
    ${view.alarms.length + words.length === 0 && html`<li class="good"><i class="shape" aria-hidden="true"></i>一切正常</li>`}
    ${view.alarms.map((one) => html`<${Alarm} key=${one.id} line=${one} timezone=${timezone} onAsk=${onAsk} onOpen=${() => setOpened(one.id)} />`)}
    ${words.slice(0, MOST).map(([tone, text, target]) => html`<li class=${tone} key=${text}><i class="shape" aria-hidden="true"></i>${target ? html`<button type="button" class="open" onClick=${() => onOpen(target)}>${text}</button>` : text}</li>`)}
    ${more > 0 && html`<li class="more">另有 ${more} 项</li>`}</ul>
    <${Sound} ...${sound} timezone=${timezone} /></section>
    ${opened && html`<${AlarmCard} key=${opened} line=${line} view=${view} me=${me} onAsk=${onAsk} onOpen=${onOpen} onDone=${() => setOpened("")} />`}`;
}
