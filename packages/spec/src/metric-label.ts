const labels: Readonly<Record<string, string>> = {
  auroc: "AUROC",
  averagePrecision: "average precision",
  balancedAccuracy: "balanced accuracy",
  d2: "D²",
  deviance: "Poisson deviance",
  ece: "ECE",
  f1: "F1",
  f1Macro: "F1 (macro)",
  f1Micro: "F1 (micro)",
  kappa: "quadratic κ",
  mae: "MAE",
  nll: "negative log-likelihood",
  pinball: "pinball loss",
  r2: "R²",
  rmse: "RMSE",
  textAccuracy: "texts all right",
  top5: "top-5 accuracy",
};

const inUnit: ReadonlySet<string> = new Set(["mae", "pinball", "rmse"]);

/** A metric's name as people write it, with the unit that it is measured in, if any: `MAE (years)`. */
export function metricLabel(metric: string, unit?: string): string {
  const name = labels[metric] ?? metric;
  return unit !== undefined && inUnit.has(metric) ? `${name} (${unit})` : name;
}
