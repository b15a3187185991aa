// The citizen's kiosk: start -> (a touch) -> result or trouble -> start. The page never navigates.
import { boot, html, newKey, post, render, useEffect, useRef, useState, useFeed } from "/static/hall.js";
import { Closed, Connecting, Frame, Refused, Trouble } from "./frame.js";
import { CheckIn } from "./check_in.js";
import { Queues } from "./queues.js";
import { Result } from "./result.js";
import { lockDown, useSettled } from "./touch.js";

const AUTH = { id: boot.id };
const NOTE_MS = 6_000;
const START = { page: "start", visit: 0 };
const OPEN_PAGES = ["start", "check-in"];
const REFUSED = { text: "连接中断,现在不能取号。请稍候,或到总服务台取号。", en: "Connection lost: please wait a little, or ask at the help desk." };

function Kiosk() {
  const { view, stale, refused } = useFeed("/kiosk", AUTH);
  const [stage, setStage] = useState(START);
  const [issuing, setIssuing] = useState(null);
  const [note, setNote] = useState(null);
  const [priority, setPriority] = useState(false);
  const busy = useRef(false); // state alone would let two touches of one frame through
  const settled = useSettled(stage.visit);

  useEffect(() => {
    const timer = setTimeout(() => setNote(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);
  useEffect(() => { if (!stale) setNote(null); }, [stale]);

  const turn = (next) => { setPriority(false); setStage((last) => ({ ...next, visit: last.visit + 1 })); };
  const issue = async (what, path, body) => {
    if (busy.current) return;
    if (stale) { setNote({ ...REFUSED }); return; }
    busy.current = true;
    setIssuing(what);
    const { ok, data, problem } = await post(path, { ...body, kiosk: boot.id }, { key: newKey(), tries: 3 });
    busy.current = false;
    setIssuing(null);
    turn(ok ? { page: "result", ticket: data } : { page: "trouble", problem });
  };
  const take = (queue) => issue(queue.id, "/api/tickets", { queue: queue.id, lane: priority ? "priority" : "normal" });
  const checkIn = (code) => issue("check-in", "/api/check-ins", { code });
  const home = () => turn({ page: "start" });

  if (refused && stage.page === "start") return html`<${Refused} refused=${refused} />`;
  if (!view) return html`<${Connecting} />`;
  const page = OPEN_PAGES.includes(stage.page) && view.closed && !issuing ? "closed" : stage.page;
  return html`<${Frame} view=${view} stale=${stale} page=${page}>
    ${page === "closed" && html`<${Closed} closed=${view.closed} />`}
    ${page === "start" && html`<${Queues} view=${view} issuing=${issuing} settled=${settled || stage.visit === 0} dimmed=${stale} onTake=${take}
      priority=${view.priority ? priority : null} onPriority=${() => setPriority(!priority)} onCheckIn=${view.check_in ? () => turn({ page: "check-in" }) : null} />`}
    ${page === "check-in" && html`<${CheckIn} issuing=${issuing !== null} settled=${settled} onCode=${checkIn} onBack=${home} />`}
    ${page === "result" && html`<${Result} key=${stage.ticket.id} ticket=${stage.ticket} seen=${view.slips[stage.ticket.id] ?? stage.ticket.slip}
      floor=${view.kiosk.floor} stale=${stale} settled=${settled} onDone=${home} />`}
    ${page === "trouble" && html`<${Trouble} problem=${stage.problem} settled=${settled} onDone=${home} />`}
    <div class="note-place" role="alert">${note && OPEN_PAGES.includes(page) && html`<p class="note" data-testid="message">${note.text}<span class="en" lang="en">${note.en}</span></p>`}</div>
  <//>`;
}

lockDown();
render(html`<${Kiosk} />`, document.getElementById("app"));
