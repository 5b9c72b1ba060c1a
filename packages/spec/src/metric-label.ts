const labels: Readonly<Record<string, string>> = { ece: "ECE", mae: "MAE", r2: "R²" };

/** A metric's name as people write it, with the unit that it is measured in, if any: `MAE (years)`. */
export function metricLabel(metric: string, unit?: string): string {
  const name = labels[metric] ?? metric;
  return unit !== undefined && metric === "mae" ? `${name} (${unit})` : name;
}
