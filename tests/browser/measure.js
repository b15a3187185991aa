// Run in a kiosk page: {texts: [[name, font size px]], targets: [[name, left, top, right, bottom, typed]], cut: [what]}.
() => {
  const SLACK = 1.5; // fractions of a pixel are no fault
  const LEADING = 0.2; // of a line's box, above and below, is no ink
  const root = document.querySelector('[aria-modal="true"]') ?? document.getElementById("app");
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && e.getClientRects().length > 0 && !e.closest(".sr, svg");
  const name = (e) => `${e.dataset?.testid ?? e.className ?? e.tagName}: ${(e.innerText ?? "").trim().slice(0, 30)}`;
  const size = (e) => [name(e), parseFloat(getComputedStyle(e).fontSize)];
  const around = (e) => { const all = []; for (let a = e; a && a !== document.body; a = a.parentElement) all.push(a); return all; };
  const over = (p, q) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3
    && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3;
  const beyond = (p, q, slack) => p.left < q.left - slack || p.right > q.right + slack || p.top < q.top - slack || p.bottom > q.bottom + slack;
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  const texts = [...root.querySelectorAll("input")].filter(shown).map(size);
  const lines = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !shown(e)) continue;
    texts.push(size(e));
    if (around(e).some((a) => getComputedStyle(a).webkitLineClamp !== "none")) continue; // that it ends in “…” is meant
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const { left, top, right, bottom, height } of range.getClientRects()) {
      if (right - left > 1) lines.push({ e, left, right, top: top + LEADING * height, bottom: bottom - LEADING * height });
    }
  }

  const cut = [...root.querySelectorAll("button, .card")].filter(shown)
    .filter((e) => e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2)
    .map((e) => `more than its place holds: ${name(e)}`);
  for (const line of lines) {
    if (beyond(line, screen, SLACK)) cut.push(`off the screen: ${name(line.e)}`);
    for (const a of around(line.e)) {
      const { overflowX, overflowY } = getComputedStyle(a);
      if (overflowX === "visible" && overflowY === "visible") continue;
      if (beyond(line, a.getBoundingClientRect(), 4)) cut.push(`cut off by ${a.className || a.tagName}: ${name(line.e)}`);
    }
  }
  lines.forEach((p, index) => lines.slice(index + 1).forEach((q) => {
    const nested = p.e.contains(q.e) || q.e.contains(p.e);
    if (!nested && over(p, q)) cut.push(`texts overlap: ${name(p.e)} | ${name(q.e)}`);
  }));

  const keys = [...root.querySelectorAll("button, a[href], input")].filter(shown).map((e) => ({ e, box: e.getBoundingClientRect() }));
  for (const { e, box } of keys) {
    if (beyond(box, screen, SLACK)) cut.push(`off the screen: ${name(e)}`);
    for (const line of lines) {
      if (!e.contains(line.e) && over(box, line)) cut.push(`${name(line.e)} lies over ${name(e)}`);
      if (e.contains(line.e) && beyond(line, box, 2)) cut.push(`reaches out of its key: ${name(e)}`);
    }
  }
  const targets = keys.map(({ e, box }) => [name(e), box.left, box.top, box.right, box.bottom, e.tagName === "INPUT"]);
  return { texts, targets, cut: [...new Set(cut)] };
}
