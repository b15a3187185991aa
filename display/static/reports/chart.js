// A chart answers the question in its title, from the cells of the table below it and nothing else.
import { init } from "/static/vendor/echarts.js";
import { html, useEffect, useRef } from "/static/hall.js";
import { timeline } from "./stretches.js";

const COLOURS = ["#0b4fa8", "#b5300c", "#17663a", "#8a5a00"];
const UNIT = { min: "分钟", h: "小时", "%": "%" };

/** What ECharts draws: rows of the table along the axis, one series a column. */
export function options(chart, table) {
  const rows = table.rows.slice(0, chart.most);
  const places = chart.columns.map((id) => table.columns.findIndex((column) => column.id === id));
  const unit = UNIT[table.columns[places[0]].unit] ?? "";
  const turned = rows.length > 9 || rows.some((row) => String(row.cells[0]).length > 8);
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 16, top: 44, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: "#14213a", fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: rows.map((row) => String(row.cells[0])), axisLabel: { color: "#4a5873", rotate: turned ? 40 : 0, interval: rows.length > 24 ? "auto" : 0, fontSize: 12 } },
    yAxis: { type: "value", axisLabel: { color: "#4a5873", fontSize: 13 }, splitLine: { lineStyle: { color: "#d5dbe6" } } },
    series: places.map((place) => ({
      name: unit ? `${table.columns[place].name}(${unit})` : table.columns[place].name,
      type: chart.kind === "line" ? "line" : "bar",
      stack: chart.kind === "stack" ? "all" : undefined,
      barMaxWidth: 34,
      symbolSize: 7,
      data: rows.map((row) => row.cells[place]),
    })),
  };
}

export function Chart({ chart, table }) {
  const place = useRef(null);
  const { option, height } = chart.kind === "stretches" ? timeline(chart, table, { colour: COLOURS[0], ink: "#4a5873", line: "#d5dbe6" }) : { option: options(chart, table) };
  useEffect(() => {
    const drawn = init(place.current, null, { renderer: "canvas" });
    drawn.setOption(option);
    place.current.dataset.drawn = "true";
    const fit = () => drawn.resize();
    addEventListener("resize", fit);
    addEventListener("beforeprint", fit);
    return () => { removeEventListener("resize", fit); removeEventListener("beforeprint", fit); drawn.dispose(); };
  }, [chart, table]);
  const more = table.rows.length > chart.most ? `(前${chart.most}行)` : "";
  return html`<figure class="chart" data-testid="chart"><figcaption>${chart.title}${more}<span class="en" lang="en">${chart.title_en}</span></figcaption>
    <div class="drawing" role="img" style=${height && { height: `${height}px` }} aria-label=${`${chart.title} ${chart.title_en}`} ref=${place}></div></figure>`;
}
