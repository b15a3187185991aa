// Keeps the ticket's page fresh: asks for the same page again and takes over what it says.
import { rateOnPress } from "./phone_rate.js";

const EVERY_MS = 5000;
const rating = rateOnPress(refresh);

async function refresh() {
  if (rating.busy) return; // the key that was pressed stays until there is an answer
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (rating.busy) return;
    document.title = fresh.title;
    document.body.className = fresh.body.className;
    const shown = document.querySelector("main"), now = fresh.querySelector("main");
    // What is the same stays: whoever goes by keyboard or screen reader keeps their place.
    if (shown.innerHTML !== now.innerHTML) shown.replaceWith(now);
  } catch {
    document.body.classList.add("stale"); // the hall's Wi-Fi is weak in places; the next round tries again
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
