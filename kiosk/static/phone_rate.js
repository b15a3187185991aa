// Rating on the phone: a key sends its level once, and says what the hall answered.
const TRIES = 3;
const AWAY = { detail: "连接不上,请稍候再按一次", detail_en: "No connection; please press again in a moment" };

/** `{busy}`: a press is on its way. `after` is called when it was answered. */
export function rateOnPress(after) {
  const rating = { busy: false };
  document.addEventListener("click", async (event) => {
    const key = event.target.closest?.("[data-level]");
    if (!key || rating.busy) return;
    rating.busy = true;
    show(key, { detail: "正在提交…", detail_en: "Sending…" });
    const problem = await send(Number(key.dataset.level));
    rating.busy = false;
    show(null, problem);
    if (!problem || problem.code) after(); // without a code nobody knows yet: the keys stay
  });
  return rating;
}

function show(pressed, told) {
  for (const key of document.querySelectorAll("[data-level]")) {
    key.classList.toggle("sending", key === pressed);
    key.setAttribute("aria-disabled", String(pressed !== null));
  }
  const line = document.querySelector(".told");
  if (!line) return;
  const en = Object.assign(document.createElement("span"), { className: "en", textContent: told?.detail_en ?? "" });
  line.replaceChildren(told?.detail ?? "", en);
}

/** null = the hall has it; else what it said. Sent again with the same key, so that it counts once. */
async function send(level) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  let csrf = "";
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const answer = await fetch(`/api/visits/${location.pathname.split("/").pop()}/rating`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key, "X-CSRF-Token": csrf },
        body: JSON.stringify({ level, channel: "phone" }),
        signal: AbortSignal.timeout(8000),
      });
      if (answer.ok) return null;
      const problem = await answer.json();
      if (problem.code !== "csrf") return problem;
      csrf = (await (await fetch("/api/session")).json()).csrf; // only a browser that also signs in elsewhere here
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
    }
  }
  return AWAY;
}
