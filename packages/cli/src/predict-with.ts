import type { Model } from "@polyhead/runtime";
import type { Inputs, Prediction, TaskSpec } from "@polyhead/spec";
import type { Predict } from "@polyhead/trainer";

/** Predicts with an exported model, for what measures predictions. */
export function predictWith(model: Model): Predict {
  const tasks = Object.entries(model.manifest?.tasks ?? {});
  return async ({ examples }) => {
    const predictions: readonly Readonly<Record<string, Prediction>>[] = await model.predictBatch(
      examples.map(({ inputs }) => inputs as Inputs),
    );
    return Object.fromEntries(
      tasks.map(([name, task]) => [name, predictions.flatMap(({ [name]: each }) => valuesOf(task, each))]),
    );
  };
}

/** A classification's probabilities in the order of its classes, or the one value of a regression. */
function valuesOf(task: TaskSpec, prediction: Prediction | undefined): readonly number[] {
  if (prediction !== undefined && "value" in prediction) return [prediction.value];
  const classes = task.kind === "classification" ? task.classes : [];
  return classes.map((name) => prediction?.probabilities[name] ?? Number.NaN);
}
