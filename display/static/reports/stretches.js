// Who sat where, on the hours of one day: a line a person, a bar a stretch, from the cells of the table.
const HOUR = 60;

const minute = (clock) => {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * HOUR + minutes;
};

/** {who: names, bars: [line, from, until, place]}, in minutes of the day; what ended after midnight ends in the next. */
export function stretches(chart, table) {
  const [person, place, since, until] = chart.columns.map((id) => table.columns.findIndex((column) => column.id === id));
  const rows = table.rows.slice(0, chart.most);
  const who = [...new Set(rows.map((row) => row.cells[person]))];
  const bars = rows.map(({ cells }) => {
    const [from, to] = [minute(cells[since]), minute(cells[until])];
    return [who.indexOf(cells[person]), from, to < from ? to + 24 * HOUR : to, cells[place]];
  });
  return { who, bars };
}

const clock = (minutes) => `${Math.floor(minutes / HOUR) % 24}:${String(Math.round(minutes) % HOUR).padStart(2, "0")}`;

function bar(colour, bars) {
  return ({ dataIndex }, api) => {
    const [, , , place] = bars[dataIndex];
    const [x, y] = api.coord([api.value(1), api.value(0)]);
    const width = Math.max(2, api.coord([api.value(2), api.value(0)])[0] - x);
    const height = api.size([0, 1])[1] * 0.7;
    return {
      type: "rect",
      shape: { x, y: y - height / 2, width, height, r: 3 },
      style: { fill: colour },
      textConfig: { position: "insideLeft", distance: 6 },
      textContent: { style: { text: width > 40 ? place : "", fill: "#ffffff", fontSize: 13, width: width - 12, overflow: "truncate" } },
    };
  };
}

/** What ECharts draws, and how high it must be, px. */
export function timeline(chart, table, { colour, ink, line }) {
  const { who, bars } = stretches(chart, table);
  const ends = bars.flatMap(([, from, to]) => [from, to]);
  const height = 64 + 30 * who.length;
  const option = {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
    tooltip: { trigger: "item", renderMode: "richText", formatter: ({ data: [at, from, to, place] }) => `${who[at]} ${place} ${clock(from)}–${clock(to)}` },
    xAxis: { type: "value", position: "top", min: Math.floor(Math.min(...ends) / HOUR) * HOUR, max: Math.ceil(Math.max(...ends) / HOUR) * HOUR, interval: HOUR, axisLabel: { color: ink, fontSize: 13, formatter: clock }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: "category", inverse: true, data: who, axisLabel: { color: ink, fontSize: 13, interval: 0 } },
    series: [{ type: "custom", renderItem: bar(colour, bars), encode: { x: [1, 2], y: 0 }, data: bars, clip: true }],
  };
  return { option, height };
}
