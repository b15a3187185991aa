// Nobody leaves, zooms, drags, selects, prints or reloads a public machine. What a page cannot stop (Alt+F4,
// Ctrl+Alt+Del) the PC's own settings do: docs/kiosk.md.

const NEVER = ["contextmenu", "dragstart", "dragover", "drop", "selectstart", "gesturestart", "auxclick", "copy", "cut"];
const KEYS = /^(F\d{1,2}|Browser\w*|ContextMenu|Launch\w*|Zoom\w*|PrintScreen|Help)$/;
const WITH_ALT = /^(Arrow|Home|Enter|[a-z]$)/i;

const stop = (event) => event.preventDefault();
const fixed = { capture: true, passive: false };

function pressed(event) {
  const command = event.ctrlKey || event.metaKey;
  const away = event.altKey && WITH_ALT.test(event.key) && !event.getModifierState("AltGraph");
  if (command || away || KEYS.test(event.key)) stop(event);
}

export function lockDown() {
  for (const name of NEVER) addEventListener(name, stop, fixed);
  addEventListener("keydown", pressed, fixed);
  addEventListener("wheel", (event) => { if (event.ctrlKey) stop(event); }, fixed);
  addEventListener("touchmove", (event) => { if (event.touches.length > 1) stop(event); }, fixed);
  addEventListener("click", (event) => { if (event.target.closest?.("a[href]")) stop(event); }, fixed);
  addEventListener("submit", stop, fixed);
  history.pushState(null, ""); // "back" comes to this very page again
  addEventListener("popstate", () => history.pushState(null, ""));
}
