// The citizen's language: what is shown in it, and which it is. Catalogues come from the server, one JSON each.
import { boot, html, useEffect, useState } from "/static/hall.js";
import { fill, given, pieces, sayings } from "./book.js";

const AGAIN_MS = 5_000;
export const CHINESE = { code: "zh", name: "中文", dir: "ltr" };
export const languages = [CHINESE, ...(boot.languages ?? [])];

const books = new Map();
const watchers = new Set();
let chosen = CHINESE;

/** Marks a text of a table for the catalogues; it is shown later, by `t` or `T`. */
export const N_ = (text) => text;

/** The text in the citizen's language: names for screen readers, and sentences that have no second line. */
export const t = (k, values) => fill(sayings(k, chosen.code, books)[0].text, values);

/**
 * A text of ours with its second line below. `with`: what stands in its {places}; a function is asked for each
 * language by its code. `plain`: no second line.
 */
export function T({ k, with: values, plain = false }) {
  return lines(sayings(k, chosen.code, books), values, plain);
}

/** A thing of the plan by its name: `as="label"` for its label and label_en. */
export function Named({ of, as = "name", plain = false }) {
  return lines(given(of[as] ?? "", of[`${as}_en`], chosen.code, books), {}, plain);
}

/** A sentence of the server: {text, text_en}, or with `as="detail"` {detail, detail_en}. */
export const Said = ({ of, as = "text" }) => html`<${Named} of=${of} as=${as} />`;

/** The name of a thing of the plan as one string. */
export const named = (of, as = "name", code = chosen.code) => given(of[as] ?? "", of[`${as}_en`], code, books)[0].text;

/** Names in one line, as the citizen's language lists them. */
export const listed = (names) => names.join(chosen.code === "zh" ? "、" : ", ");

function lines([first, second], values, plain) {
  const main = shown(first, values);
  const own = first.lang === chosen.code ? main : html`<span ...${speech(first.lang)}>${main}</span>`;
  return plain || !second ? own : html`${own}<span class="en" ...${speech(second.lang)}>${shown(second, values)}</span>`;
}

/** Numbers and codes keep their direction in a text that runs from right to left. */
function shown({ text, lang }, values) {
  const value = (piece) => (typeof piece === "function" ? piece(lang) : piece);
  return pieces(text, values).map((piece, index) => (index % 2 ? html`<bdi>${value(piece)}</bdi>` : piece));
}

function speech(code) {
  const { dir } = languages.find((language) => language.code === code);
  return { lang: code === "zh" ? "zh-CN" : code, dir };
}

/** [the language, choose]: the root of the page draws anew when it changes or a catalogue arrives. */
export function useLanguage() {
  const [, draw] = useState(0);
  useEffect(() => {
    const watcher = () => draw((times) => times + 1);
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, []);
  return [chosen, choose];
}

function choose(language) {
  chosen = language;
  Object.assign(document.documentElement, speech(language.code));
  for (const watcher of watchers) watcher();
}

async function fetchBook({ code }) {
  try {
    const response = await fetch(`/kiosk/words/${code}.json`);
    if (!response.ok) throw new Error(response.statusText);
    books.set(code, await response.json());
    for (const watcher of watchers) watcher();
  } catch {
    setTimeout(() => fetchBook({ code }), AGAIN_MS); // until then Chinese is shown
  }
}

await Promise.all(languages.filter((language) => language !== CHINESE).map(fetchBook));
