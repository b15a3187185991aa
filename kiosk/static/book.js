// What a text is in a language: pure, no page (tests run it in node). The message id is the Chinese text.
const PLACE = /\{(\w+)\}/;

/** "第 {page} 页" with {page: 2} as its pieces: ["第 ", 2, " 页"]. Values may be anything that can be shown. */
export function pieces(text, values = {}) {
  return text.split(PLACE).map((piece, index) => (index % 2 ? values[piece] ?? `{${piece}}` : piece));
}

export const fill = (text, values) => pieces(text, values).join("");

/**
 * The one or two texts that say `k`: [{text, lang}], the citizen's language first, and the other of Chinese and
 * English below it. What a language does not know is said in Chinese and English.
 */
export function sayings(k, language, books) {
  const zh = { text: k, lang: "zh" };
  const en = books.get("en")?.[k];
  const own = language === "zh" ? null : books.get(language)?.[k];
  if (own) return [{ text: own, lang: language }, zh];
  return en && en !== k ? [zh, { text: en, lang: "en" }] : [zh];
}

/**
 * The same for a name or a sentence that came from the server in Chinese and English; a catalogue may know it too
 * (the names of a hall's services, for example).
 */
export function given(zh, en, language, books) {
  const first = { text: zh, lang: "zh" };
  const own = language === "zh" ? null : books.get(language)?.[zh];
  if (own) return [{ text: own, lang: language }, first];
  if (!en || en === zh) return [first];
  const second = { text: en, lang: "en" };
  return language === "zh" ? [first, second] : [second, first];
}
