// What of the hall is shown: all of it or one floor, at a desk or on a wall. The address keeps it, so that a wall starts as it was.

/** Pure: the view as one floor has it; "" = the whole hall. Alarms and counts stay the hall's. */
export function onFloor(view, floor) {
  if (!floor) return view;
  const windows = view.windows.filter((w) => w.floor === floor);
  const ids = new Set(windows.map((w) => w.id)), served = new Set(windows.flatMap((w) => w.queues));
  const kiosks = view.kiosks.filter((k) => k.floor === floor), machines = new Set(kiosks.map((k) => k.id));
  return {
    ...view, windows, kiosks,
    queues: view.queues.filter((q) => served.has(q.id)),
    devices: view.devices.filter((d) => (d.window ? ids.has(d.window) : machines.has(d.kiosk))),
  };
}

/** Pure: {floor, wall} of an address. An unknown floor is none. */
export function placeOf(search, floors) {
  const asked = new URLSearchParams(search);
  const floor = asked.get("floor") ?? "";
  return { floor: floors.some((f) => f.id === floor) ? floor : "", wall: asked.has("wall") };
}

/** Pure: the address of a place. */
export function addressOf({ floor, wall }) {
  const asked = new URLSearchParams({ ...(floor && { floor }), ...(wall && { wall: "1" }) }).toString();
  return asked ? `/duty?${asked}` : "/duty";
}
