// Help that a citizen switches on for one visit: large type, strong contrast, a low reach, the voice.
import { boot, html, useEffect, useLayoutEffect } from "/static/hall.js";
import { Touch, pace, useCountdown } from "../touch.js";
import { CHINESE, languages, N_, T, t } from "../words.js";

/** How the next citizen finds the kiosk. */
export const PLAIN = { large: false, contrast: false, low: false, voice: boot.voice ?? false };

const SHAPES = {
  large: html`<path d="M2 21 9 5l7 16M4.5 15.5h9M17 21l4-9 4 9M18.3 18h5.4" />`,
  contrast: html`<circle cx="14" cy="14" r="10" /><path d="M14 4a10 10 0 0 1 0 20z" fill="currentColor" />`,
  low: html`<path d="M14 4v16M7 13l7 7 7-7M5 25h18" />`,
  voice: html`<path d="M4 11v6h5l6 5V6l-6 5zM19 10a6 6 0 0 1 0 8M22 6.5a11 11 0 0 1 0 15" />`,
  language: html`<circle cx="14" cy="14" r="10" /><path d="M4 14h20M14 4c-8 6-8 14 0 20M14 4c8 6 8 14 0 20" />`,
};
const KEYS = [["large", N_("大字")], ["contrast", N_("高对比")], ["low", N_("降低")], ["voice", N_("语音")]];

const Icon = ({ of }) => html`<svg class="icon" viewBox="0 0 28 28" aria-hidden="true">${SHAPES[of]}</svg>`;

/** The modes as classes of the whole page, and the pace that goes with them. */
export function useModes(modes) {
  useLayoutEffect(() => {
    for (const [mode] of KEYS) document.documentElement.classList.toggle(mode, modes[mode]);
    pace.times = modes.large || modes.voice ? 2 : 1;
  }, [modes]);
}

/** Low on every page: one key a mode. With a low reach the language is here too, its place in the head being too high. */
export function ModeBar({ modes, setMode, onLanguage }) {
  return html`<nav class="modes" aria-label=${t("显示与语音")}>
    ${KEYS.map(([mode, k]) => html`<${Touch} key=${mode} class=${`mode mode-${mode}`} aria-pressed=${String(modes[mode])} data-testid=${`mode-${mode}`}
      onTouch=${() => setMode({ [mode]: !modes[mode] })}><${Icon} of=${mode} /><span><${T} k=${k} /></span><//>`)}
    ${modes.low && languages.length > 1 && html`<${LanguageKey} onTouch=${onLanguage} />`}
  </nav>`;
}

/** Says itself in both tongues whatever is chosen, for somebody who reads only one of them. */
export function LanguageKey({ onTouch }) {
  return html`<${Touch} class="mode language" data-testid="language" onTouch=${onTouch}>
    <${Icon} of="language" /><span lang="zh-CN">语言<span class="and" lang="en">Language</span></span><//>`;
}

/** Over the page: every language by its own name. */
export function Languages({ language, onChoose, onClose }) {
  useCountdown(boot.home_s, "languages", onClose);
  useEffect(() => document.querySelector('.veil [aria-pressed="true"]')?.focus(), []);
  return html`<div class="veil" role="dialog" aria-modal="true" aria-label=${t("选择语言")} data-testid="languages">
    <div class="veil-box">
      ${languages.map((one) => html`<${Touch} key=${one.code} class="key" data-choice aria-pressed=${String(one === language)}
        lang=${one === CHINESE ? "zh-CN" : one.code} dir=${one.dir} data-testid=${`language-${one.code}`} onTouch=${() => onChoose(one)}>${one.name}<//>`)}
      <${Touch} class="key" data-back data-testid="language-close" onTouch=${onClose}><${T} k="返回" /><//>
    </div>
  </div>`;
}

/** On a page that never leaves by itself, what the last citizen switched on is not left to the next. */
export function Forgotten({ home }) {
  useCountdown(boot.home_s, "forgotten", home);
  return null;
}
