// When the page rings, and how: pure, so that it can be proven without a loudspeaker.
export const EVERY_MS = { plain: 30_000, urgent: 10_000 };

/** Of a line that is told louder the name changes: it is news once more. */
const nameOf = ({ id, members, escalated_at: louder }) => `${id} ${louder ?? ""} ${members.map((one) => one.id)}`;

export const unheard = (lines) => lines.filter((line) => !line.owner);

/**
 * {tone, known, at}: "urgent", "plain" or null for silence, and what to hand in the next time (`last`).
 * What is new rings at once; what nobody has taken rings again at a calm pace; what somebody has is silent.
 */
export function ring(lines, { now, stilledUntil = 0, last = { known: [], at: -Infinity } }) {
  const open = unheard(lines);
  const known = open.map(nameOf);
  const tone = open.some((line) => line.urgent) ? "urgent" : "plain";
  const news = known.some((name) => !last.known.includes(name));
  const due = open.length > 0 && (news || now - last.at >= EVERY_MS[tone]);
  if (!due || now < stilledUntil) return { tone: null, known: now < stilledUntil ? last.known : known, at: last.at };
  return { tone, known, at: now };
}
