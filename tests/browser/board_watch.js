// Runs in a board's page: which calls stood in sight, how long in all, and what was written beside each.
window.watched = {};
(() => {
  const SLIDE = 0.2; // of its height: what slides in is in sight
  const inSight = ({ width, height, top, left, bottom, right }) => width > 0 && height > 0 && left >= 0
    && top >= -SLIDE * height && bottom <= innerHeight + 1 && right <= innerWidth + 1;
  const look = () => {
    const now = performance.now();
    const shown = new Map();
    for (const row of document.querySelectorAll("[data-testid^=call-]")) {
      if (inSight(row.getBoundingClientRect())) shown.set(row.dataset.testid.slice(5), row.textContent);
    }
    for (const [number, text] of shown) {
      window.watched[number] ??= { ms: 0, since: null, texts: [] };
      const call = window.watched[number];
      call.since ??= now;
      if (!call.texts.includes(text)) call.texts.push(text);
    }
    for (const [number, call] of Object.entries(window.watched)) {
      if (call.since !== null && !shown.has(number)) { call.ms += now - call.since; call.since = null; }
    }
  };
  window.seenFor = (ms) => Object.entries(window.watched)
    .filter(([, { ms: before, since }]) => before + (since === null ? 0 : performance.now() - since) >= ms)
    .map(([number]) => number);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
})();
