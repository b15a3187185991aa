// Where a number leads: to the visits or stretches that it counts.
const KIND = { active: "rated", active_good_rate: "rated", lower_bound: "rated", unrated_rate: "unrated" };

/** The kind of visits behind a figure of the comparison. */
export const kindOf = (figure) => KIND[figure] ?? figure.replace(/_(mean|median|p90|max|rate)$/, "");

/** A comparison has a figure a row, and the two periods above its columns. */
function compared(table, row, column) {
  const of = (id) => {
    const [from, to] = table.columns.find((one) => one.id === id).name.split("–");
    return { by: "all", key: "all", kind: kindOf(row.key), from, to, name: `${row.cells[0]} · ${from}–${to}` };
  };
  if (column.id !== "change") return of(column.id);
  return { name: `${row.cells[0]} · 增减`, both: [of("now"), of("then")] };
}

/** {by, key, kind, from?, to?, name}, or of a difference {name, both}; null for what is no count of anything. */
export function sourceOf(table, row, column) {
  if (!column.drill) return null;
  if (table.by === "all" && column.drill === "*") return compared(table, row, column);
  const [key, kind] = column.drill === "*" ? row.key.split(":") : [row.key, column.drill];
  const source = { by: table.by, key, kind, name: `${row.cells[0]} · ${column.name}` };
  if (table.id !== "presence") return source;
  const day = row.cells[0];
  return { ...source, from: day, to: day, name: `${row.cells[1]} · ${day}` };
}

/** Of a number within a sentence; null where it leads to a table or a page. */
export const spokenSource = (said) => (said.kind ? { by: said.by, key: said.key, kind: said.kind, from: said.first || undefined, to: said.last || undefined, name: said.text } : null);
