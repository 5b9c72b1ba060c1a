const labels: Readonly<Record<string, string>> = { accuracy: "accuracy", mae: "MAE", r2: "R²" };

/** A metric's name as people write it. */
export function metricLabel(metric: string): string {
  return labels[metric] ?? metric;
}
