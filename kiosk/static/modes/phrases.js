// What a kiosk says, as clips of the voice pack: pure (tests run it in node). Each phrase is whole or not said.
const MOST_PLACES = 6; // a longer list is read on the screen; nobody keeps it in mind
const BETWEEN = { number: 350, phrase: 400 };

/** The prompt of each page; a page that is not here says nothing. */
export const PROMPTS = {
  start: "kiosk-start", matters: "kiosk-matter", search: "kiosk-search", others: "kiosk-others", guide: "kiosk-guide", "guide-matter": "kiosk-guide", "check-in": "kiosk-code", identity: "kiosk-identity", trouble: "kiosk-trouble", closed: "kiosk-desk",
};
const SLIPS = { failed: "kiosk-paper", void: "kiosk-cancelled", none: "kiosk-remember", kept: "kiosk-remember" };

const one = (id) => [{ id, gap: BETWEEN.phrase }];

/** The phrases of a page, each [{id, gap}] with the silence after it in ms. `slip`: what became of the paper. */
export function phrases(page, { ticket, slip } = {}, gaps = {}) {
  if (page === "existing") return theirs(ticket, gaps);
  if (page !== "result") return PROMPTS[page] ? [one(PROMPTS[page])] : [];
  if (slip === "void") return [one(SLIPS.void)];
  return [number(ticket.number, gaps), ...places(ticket.windows, gaps), one(SLIPS[slip] ?? "kiosk-take")];
}

/** The number that there is already, and where it is called if it still waits. */
function theirs(ticket, gaps) {
  const waits = ticket.state === "waiting";
  return [number(ticket.number, gaps), ...(waits ? [...places(ticket.windows, gaps), one(SLIPS.kept)] : [])];
}

/** "您的号码是 A 零 零一号": digit by digit as the hall calls it, without the 请 that calls. */
function number(text, gaps) {
  const [, letters, digits] = /^([A-Z]*)(\d*)$/.exec(text);
  const padded = digits.padStart(2, "0");
  const spoken = [
    { id: "kiosk-number", gap: gaps.head_number ?? 110 },
    ...[...letters].map((letter) => ({ id: `letter-${letter}`, gap: gaps.head_letter ?? 20 })),
    ...[...padded.slice(0, -2)].map((digit) => ({ id: `digit-${digit}`, gap: gaps.digit_pair ?? -40 })),
    { id: `pair-${padded.slice(-2)}`, gap: BETWEEN.number },
  ];
  if (letters) spoken[letters.length].gap = gaps.head_number ?? 110;
  return spoken;
}

/** "听到叫号后,请 到一楼 二号 三号窗口办理业务", as far as floors and windows are numbers. */
function places(windows, gaps) {
  const gap = gaps.floor_window ?? 120;
  if (windows.length > MOST_PLACES || windows.some(({ no }) => !no)) return [];
  const floors = [...new Set(windows.map(({ floor }) => floor))].map((floor) => windows.filter((w) => w.floor === floor));
  const said = floors.flatMap((here) => [
    ...(/^\d+$/.test(here[0].floor) ? [{ id: `floor-${here[0].floor}`, gap }] : []),
    ...here.map(({ no }, index) => ({ id: `${index === here.length - 1 ? "window" : "label"}-${no.replace(/^0+(?=\d)/, "")}`, gap })),
  ]);
  if (!said.length) return [];
  said.at(-1).gap = BETWEEN.phrase;
  return [[{ id: "kiosk-called", gap }, ...said]];
}
