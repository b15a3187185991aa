// A sign of any brand as dots. The text is what its emulator decoded from the wire; fonts and dots are drawn here.
import { html, useEffect, useRef } from "/static/hall.js";

const WIDTH = 128, HEIGHT = 32, DOT = 4;
const SIZES = [32, 24, 16]; // the card's own font is 16; short texts are drawn larger to be read on a page
const THRESHOLD = 105;
const COLOURS = { red: "#ff5a48", green: "#5bd68a", yellow: "#ffc53d", amber: "#ffc53d", "": "#ffc23d" };
const UNLIT = "#241a14";
const FRAME_MS = 50, BLINK_MS = 500;

const still = matchMedia("(prefers-reduced-motion: reduce)");
const wide = (char) => char.charCodeAt(0) >= 0x80;
const cells = (text) => [...text].reduce((sum, char) => sum + (wide(char) ? 1 : 0.5), 0);

function canvas(width, height) {
  const made = document.createElement("canvas");
  made.width = Math.max(1, width);
  made.height = height;
  return made;
}

/** Dark between the dots, drawn once and laid over every picture: cheaper than 4096 circles a frame. */
const mask = (() => {
  const made = canvas(WIDTH * DOT, HEIGHT * DOT);
  const pen = made.getContext("2d");
  pen.fillStyle = "rgb(10 8 7 / 0.8)";
  pen.fillRect(0, 0, made.width, made.height);
  pen.globalCompositeOperation = "destination-out";
  for (let x = 0; x < WIDTH; x += 1) {
    for (let y = 0; y < HEIGHT; y += 1) {
      pen.beginPath();
      pen.arc((x + 0.5) * DOT, (y + 0.5) * DOT, DOT * 0.5, 0, 7);
      pen.fill();
    }
  }
  return made;
})();

/** The lines of a sign: [[{char, colour}]]. */
function linesOf(runs) {
  const lines = [[]];
  for (const { text, colour } of runs) {
    for (const char of text) {
      if (char === "\n") lines.push([]);
      else lines.at(-1).push({ char, colour: COLOURS[colour] ?? COLOURS[""] });
    }
  }
  return lines;
}

const lengthOf = (line) => cells(line.map(({ char }) => char).join(""));

function sizeOf(lines, running) {
  if (running) return 24;
  const longest = Math.max(...lines.map(lengthOf));
  return SIZES.find((size) => size * longest <= WIDTH && size * lines.length <= HEIGHT) ?? 16;
}

/** Each character in its own cell, as a card's bitmap font does, then every pixel on or off. */
function strip(lines, size, width) {
  const made = canvas(width, HEIGHT);
  const pen = made.getContext("2d", { willReadFrequently: true });
  pen.font = `500 ${size}px "Noto Sans CJK SC", sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  lines.forEach((line, row) => {
    let x = Math.max(0, (width - lengthOf(line) * size) / 2);
    const y = HEIGHT / 2 + (row - (lines.length - 1) / 2) * size + 1;
    for (const { char, colour } of line) {
      const cell = wide(char) ? size : size / 2;
      pen.fillStyle = colour;
      pen.fillText(char, x + cell / 2, y, cell);
      x += cell;
    }
  });
  const image = pen.getImageData(0, 0, made.width, HEIGHT);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = image.data[i] > THRESHOLD ? 255 : 0;
  pen.putImageData(image, 0, 0);
  return made;
}

function paint(target, picture, offset, lit) {
  const pen = target.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = UNLIT;
  pen.fillRect(0, 0, target.width, target.height);
  if (lit) pen.drawImage(picture, -offset * DOT, 0, picture.width * DOT, HEIGHT * DOT);
  pen.drawImage(mask, 0, 0);
}

/** Draws until the returned function is called; only what moves is drawn again. */
function show(target, sign) {
  const lines = linesOf(sign?.on === false ? [] : sign?.runs ?? []);
  const running = sign?.mode === "left";
  const size = sizeOf(lines, running);
  const length = running ? lengthOf(lines[0]) * size + WIDTH : WIDTH;
  const picture = strip(lines, size, running ? length : WIDTH);
  const blinking = (sign?.runs ?? []).some((run) => run.colour === "red");
  paint(target, picture, running ? WIDTH / 3 : 0, true);
  if (still.matches || !(running || blinking)) return () => {};
  const begun = performance.now();
  const timer = setInterval(() => {
    const gone = performance.now() - begun;
    const offset = running ? Math.floor(gone / FRAME_MS) % length : 0;
    paint(target, picture, offset, !blinking || Math.floor(gone / BLINK_MS) % 2 === 0);
  }, running ? FRAME_MS : BLINK_MS);
  return () => clearInterval(timer);
}

/** A brand's own account of a sign in the words of this page: runs of text with their colours, and how they move. */
function lookOf(sign, kind) {
  if (!sign || sign.runs) return sign;
  const colour = kind === "digits" ? "red" : sign.colour ?? "";
  const mode = ["rotate", "compressed_rotate"].includes(sign.mode) ? "left" : sign.mode ?? "static";
  return { ...sign, mode, runs: sign.text ? [{ text: sign.text, colour }] : [] };
}

export function Led({ id, kind, state }) {
  const sign = lookOf(state, kind);
  const target = useRef(null);
  const key = JSON.stringify([sign?.runs, sign?.mode, sign?.on]);
  useEffect(() => show(target.current, sign), [key]);
  const text = sign?.text ?? "";
  return html`<div class="led" data-testid="led-${id}" data-brand=${kind ?? ""} data-text=${text} data-mode=${sign?.mode ?? ""}>
    <canvas ref=${target} width=${WIDTH * DOT} height=${HEIGHT * DOT} role="img" aria-label=${text || "无显示"}></canvas></div>`;
}
