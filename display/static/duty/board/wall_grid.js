// How many windows stand side by side on a wall, so that all of them fit and each is as large as can be. Pure: tests run it in node.

const WIDE = 1920 / 690; // of the picture on a screen of 16:9, beside its height
const TILE = 1.25; // as wide as high: a number of four characters below a window's own

/** Rows of one floor: as drawn in the file, or in order. */
export function rowsOf({ windows }, columns) {
  if (windows.some((w) => w.plan)) return Math.max(...windows.map((w) => w.plan?.[1] ?? 1)) + Math.ceil(windows.filter((w) => !w.plan).length / columns);
  return Math.ceil(windows.length / columns);
}

/** Window -> its place as CSS, on a floor that is drawn in the file: those that are not drawn stand below, in order. Else none has one. */
export function placesOf(windows, columns = Math.max(1, ...windows.map((w) => w.plan?.[0] ?? 1))) {
  if (!windows.some((w) => w.plan)) return new Map();
  const below = Math.max(...windows.map((w) => w.plan?.[1] ?? 0));
  let at = 0;
  return new Map(windows.map((w) => {
    const [column, row] = w.plan ?? [(at % columns) + 1, below + 1 + Math.floor(at / columns)];
    if (!w.plan) at += 1;
    return [w.id, `grid-column:${column};grid-row:${row}`];
  }));
}

/** The columns with which a tile's smaller side, its width taken in proportion, is largest. */
export function widest(bands) {
  const least = Math.max(1, ...bands.flatMap(({ windows }) => windows.map((w) => w.plan?.[0] ?? 1)));
  const most = Math.max(least, ...bands.map(({ windows }) => windows.length));
  let best = { columns: least, size: 0 };
  for (let columns = least; columns <= most; columns += 1) {
    const rows = bands.reduce((sum, band) => sum + rowsOf(band, columns), 0);
    const size = Math.min(WIDE / columns / TILE, 1 / rows);
    if (size > best.size + 1e-9) best = { columns, size };
  }
  return best.columns;
}
