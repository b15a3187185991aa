// Keeps the ticket's page fresh: asks for the same page again and takes over what it says.
const EVERY_MS = 5000;

async function refresh() {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = fresh.title;
    document.body.className = fresh.body.className;
    document.querySelector("main").replaceWith(fresh.querySelector("main"));
  } catch {
    document.body.classList.add("stale"); // the hall's Wi-Fi is weak in places; the next round tries again
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
