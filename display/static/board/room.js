// How much a box of the board has room for now: notices, foot and badges take what they need first.
import { useEffect, useState } from "/static/hall.js";

/** The board is higher than wide. */
export const upright = () => innerHeight > innerWidth;

/**
 * How many lines as high as `lineOf(box)` px, `gapOf(box)` px apart, stand in the box of `ref`; Infinity until it is
 * known. The box must not grow with what stands in it.
 */
export function useRoom(ref, lineOf, gapOf = () => 0) {
  const [room, setRoom] = useState(Infinity);
  useEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    const measure = () => {
      const gap = gapOf(box);
      setRoom(Math.max(1, Math.floor((box.clientHeight + gap) / (lineOf(box) + gap))));
    };
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, [ref.current === null]);
  return room;
}

/** The font size of the box, px. */
export const fontOf = (box) => parseFloat(getComputedStyle(box).fontSize);
/** The distance of its rows, px. */
export const gapOf = (box) => parseFloat(getComputedStyle(box).rowGap) || 0;
