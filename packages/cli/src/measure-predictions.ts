import type { Prediction } from "@polyhead/spec";
import type { Metrics } from "./terminal/metrics-table.ts";

type Labels = Readonly<Record<string, string | number>>;

/**
 * Measures finished predictions against labels, by task: accuracy of classes; mean absolute error and R² of numbers, in
 * their unit.
 */
export function measurePredictions(
  predictions: readonly Readonly<Record<string, Prediction>>[],
  labels: readonly Labels[],
): Metrics {
  const [first = {}] = predictions;
  return Object.fromEntries(
    Object.entries(first).map(([task, prediction]) => {
      const pairs = predictions.map((each, index) => [each[task], labels[index]?.[task]] as const);
      return [task, "class" in prediction ? classes(pairs) : numbers(pairs)];
    }),
  );
}

type Pair = readonly [prediction: Prediction | undefined, label: string | number | undefined];

function classes(pairs: readonly Pair[]): Record<string, number> {
  const right = pairs.filter(
    ([prediction, label]) => prediction && "class" in prediction && prediction.class === label,
  );
  return { accuracy: right.length / pairs.length };
}

function numbers(pairs: readonly Pair[]): Record<string, number> {
  const labels = pairs.map(([, label]) => Number(label));
  const errors = pairs.map(([prediction], index) => {
    return (
      (prediction && "value" in prediction ? prediction.value : Number.NaN) - (labels[index] ?? Number.NaN)
    );
  });
  const mean = sum(labels) / labels.length;
  return {
    mae: sum(errors.map(Math.abs)) / errors.length,
    r2: 1 - sum(errors.map((error) => error ** 2)) / sum(labels.map((label) => (label - mean) ** 2)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
