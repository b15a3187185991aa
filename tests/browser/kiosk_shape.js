// Evaluated in a kiosk's page: what is cut off, covered, too small or too high, as a list of sentences.
({ smallest, target, lowest }) => {
  const SLACK = 1.5; // fractions of a pixel are no fault
  const LEADING = 0.2; // of a line's box, above and below, is no ink
  const faults = [];
  const root = document.querySelector('[aria-modal="true"]') ?? document.getElementById("app");
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".sr, svg");
  const words = (e) => `“${e.textContent.trim().slice(0, 24)}”`;
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} ${words(e)}`;
  const around = (e) => { const all = []; for (let a = e; a && a !== document.body; a = a.parentElement) all.push(a); return all; };
  const over = (p, q) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3
    && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3;
  const beyond = (p, q, slack) => p.left < q.left - slack || p.right > q.right + slack || p.top < q.top - slack || p.bottom > q.bottom + slack;
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  const texts = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !shown(e)) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < smallest - 0.1) faults.push(`text of ${size.toFixed(1)} px: ${name(e)}`);
    if (around(e).some((a) => getComputedStyle(a).webkitLineClamp !== "none")) continue; // that it ends in “…” is meant
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const { left, top, right, bottom, height } of range.getClientRects()) {
      if (right - left > 1) texts.push({ e, left, right, top: top + LEADING * height, bottom: bottom - LEADING * height });
    }
  }
  for (const text of texts) {
    if (beyond(text, screen, SLACK)) faults.push(`outside the screen: ${name(text.e)}`);
    for (const a of around(text.e)) {
      const { overflowX, overflowY } = getComputedStyle(a);
      if (overflowX === "visible" && overflowY === "visible") continue;
      if (beyond(text, a.getBoundingClientRect(), 4)) faults.push(`cut off by ${a.className || a.tagName}: ${name(text.e)}`);
    }
  }
  texts.forEach((p, index) => texts.slice(index + 1).forEach((q) => {
    const nested = p.e.contains(q.e) || q.e.contains(p.e);
    if (!nested && over(p, q)) faults.push(`texts overlap: ${name(p.e)}, ${name(q.e)}`);
  }));

  const keys = [...root.querySelectorAll("button, input, a[href]")].filter(shown).map((e) => ({ e, box: e.getBoundingClientRect() }));
  for (const { e, box } of keys) {
    if (Math.min(box.width, box.height) < target - SLACK) faults.push(`target of ${box.width.toFixed(0)}×${box.height.toFixed(0)} px: ${name(e)}`);
    if (beyond(box, screen, SLACK)) faults.push(`key outside the screen: ${name(e)}`);
    if (e.tagName !== "INPUT" && box.top < lowest - SLACK) faults.push(`key at ${box.top.toFixed(0)} px, too high: ${name(e)}`);
    for (const text of texts) {
      if (!e.contains(text.e) && over(box, text)) faults.push(`${words(text.e)} lies over ${name(e)}`);
      if (e.contains(text.e) && beyond(text, box, 2)) faults.push(`${words(text.e)} reaches out of ${name(e)}`);
    }
  }
  keys.forEach((p, index) => keys.slice(index + 1).forEach((q) => {
    if (over(p.box, q.box)) faults.push(`keys overlap: ${name(p.e)}, ${name(q.e)}`);
  }));
  return [...new Set(faults)];
}
