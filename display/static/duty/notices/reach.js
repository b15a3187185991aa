// Where a notice has arrived, as far as anybody can know: pages that are there, signs in step, zones that speak. Pure: tests run it in node.

const IN_STEP = ["in_step", "sent"];
const SPEAKS = ["well", "chime"];

const counted = (what, places, name, arrived) => ({ what, all: places.length, missing: places.filter((one) => !arrived(one)).map(name) });

/** [{what, all, missing: [names]}] of a notice for these floors (none = all), from the duty officer's view. */
export function reachOf(view, floors) {
  const concerns = (list) => !floors.length || list.some((floor) => floors.includes(floor));
  const floorOf = new Map(view.windows.map((window) => [window.id, window.floor]));
  const boards = view.boards.filter((board) => concerns(board.floors));
  const signs = view.devices.filter(({ kind, window }) => kind === "sign" && concerns([floorOf.get(window)]));
  return [
    counted("大屏", boards, ({ name }) => name, ({ state }) => state !== "gone"),
    counted("语音", boards.filter(({ speaks }) => speaks), ({ name }) => name, ({ state }) => SPEAKS.includes(state)),
    counted("取号机", view.kiosks.filter(({ floor }) => concerns([floor])), ({ name }) => name, ({ id }) => !view.kiosks_away[id]),
    counted("窗口屏", signs, ({ where }) => where, ({ link, cause }) => IN_STEP.includes(link) && !cause),
  ].filter(({ all }) => all);
}
