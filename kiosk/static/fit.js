// Lists in pages of as many things as the screen holds: large type, a low reach and other screens hold fewer.
import { useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";

/**
 * `{box, shown, page, pages, turnPage}`: put `ref=${box}` on the element that holds the things. It must take its height
 * from its surroundings (flex: 1; min-height: 0; overflow: hidden), never from what is in it. At most `most` are shown;
 * one less at a time until nothing is cut off. `key`: what makes it begin anew (the floor, the mode, the search).
 */
export function useFit(items, most, key) {
  const box = useRef(null);
  const [room, setRoom] = useState(0);
  const [state, setState] = useState({ key: null, size: most, first: 0 });
  const whole = `${key} ${room} ${items.length} ${most}`;
  const { size, first } = state.key === whole ? state : { size: most, first: 0 };

  useLayoutEffect(() => {
    const { current } = box;
    if (current && size > 1 && cut(current)) setState({ key: whole, size: size - 1, first });
  });
  useEffect(() => {
    if (!box.current) return undefined;
    const seen = new ResizeObserver(([{ contentRect }]) => setRoom(Math.round(contentRect.height * 10_000 + contentRect.width)));
    seen.observe(box.current);
    return () => seen.disconnect();
  }, []);

  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(Math.floor(first / size), pages - 1);
  const turnPage = (to) => setState({ key: whole, size, first: Math.min(Math.max(0, to), pages - 1) * size });
  return { box, shown: items.slice(page * size, (page + 1) * size), page, pages, turnPage };
}

/** Something in the box reaches beyond it, or is itself too small for what it holds. */
function cut(box) {
  const { bottom, right, left } = box.getBoundingClientRect();
  const over = (element) => {
    const at = element.getBoundingClientRect();
    return at.bottom > bottom + 1 || at.right > right + 1 || at.left < left - 1 || element.scrollHeight > element.clientHeight + 2;
  };
  return box.scrollHeight > box.clientHeight + 1 || [...box.querySelectorAll("button, .card")].some(over);
}
