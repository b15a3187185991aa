// Run in a kiosk page: {texts: [[name, font size px]], targets: [[name, left, top, right, bottom]], cut: [what]}.
() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && e.getClientRects().length > 0 && !e.closest(".sr");
  const name = (e) => `${e.dataset?.testid ?? e.className ?? e.tagName}: ${(e.innerText ?? "").trim().slice(0, 30)}`;
  const size = (e) => [name(e), parseFloat(getComputedStyle(e).fontSize)];

  const texts = [...document.querySelectorAll("input")].filter(shown).map(size);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode;
    if (data.trim() && shown(parentElement)) texts.push(size(parentElement));
  }

  const over = document.querySelector('[aria-modal="true"]') ?? document;
  const targets = [...over.querySelectorAll("button, a[href], input")].filter(shown).map((e) => {
    const { left, top, right, bottom } = e.getBoundingClientRect();
    return [name(e), left, top, right, bottom];
  });

  const cut = [];
  for (const e of [...document.querySelectorAll("button, .card, h1, h2, h3, p")].filter(shown)) {
    const { left, top, right, bottom } = e.getBoundingClientRect();
    const holds = e.matches("button, .card"); // a line of Chinese may reach beyond its own line box
    if (e.scrollWidth > e.clientWidth + 2 && e.clientWidth) cut.push(`wider than its place: ${name(e)}`);
    if (e.scrollHeight > e.clientHeight + 2 && e.clientHeight && holds) cut.push(`higher than its place: ${name(e)}`);
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) cut.push(`off the screen: ${name(e)}`);
  }
  return { texts, targets, cut };
}
