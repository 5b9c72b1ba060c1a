const labels: Readonly<Record<string, string>> = {
  auroc: "AUROC",
  averagePrecision: "average precision",
  balancedAccuracy: "balanced accuracy",
  ece: "ECE",
  f1: "F1",
  f1Macro: "F1 (macro)",
  mae: "MAE",
  r2: "R²",
  rmse: "RMSE",
  top5: "top-5 accuracy",
};

const inUnit: ReadonlySet<string> = new Set(["mae", "rmse"]);

/** A metric's name as people write it, with the unit that it is measured in, if any: `MAE (years)`. */
export function metricLabel(metric: string, unit?: string): string {
  const name = labels[metric] ?? metric;
  return unit !== undefined && inUnit.has(metric) ? `${name} (${unit})` : name;
}
