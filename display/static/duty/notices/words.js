// What a notice becomes on its way: cut to a sign, or the body of a request. Pure: tests run it in node.

/** Half-width characters. */
const cells = (text) => [...text].reduce((sum, char) => sum + (char < "\x80" ? 1 : 2), 0);

/** What of a short text a sign of so many half-width characters would not show; 0 = every sign can run. */
export function cutOff(text, columns) {
  let shown = [...text];
  while (columns && cells(shown.join("")) > columns) shown = shown.slice(0, -1);
  return text.slice(shown.join("").length);
}

/** kind: {id, urgency}; words: {text, text_en, sign, end, until, reason} as typed; `end` is minutes, "until" or "". */
export function bodyOf(kind, words, floors) {
  const told = kind.id ? { template: kind.id } : { text: words.text.trim(), text_en: words.text_en.trim(), sign: words.sign.trim() };
  const end = words.end === "until" ? { until: words.until } : words.end ? { minutes: Number(words.end) } : {};
  return { ...told, ...end, floors: kind.urgency === "evacuate" ? [] : floors, reason: words.reason.trim() };
}
