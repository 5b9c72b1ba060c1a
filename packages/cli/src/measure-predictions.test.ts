import { expect, test } from "vitest";
import { checkAgreement } from "./check-agreement.ts";
import { measurePredictions } from "./measure-predictions.ts";

const classOf = (
  name: string,
): { class: string; probability: number; probabilities: Record<string, number> } => ({
  class: name,
  probability: 1,
  probabilities: {},
});

test("agrees with scikit-learn's documented examples of accuracy, mean absolute error and R²", () => {
  const predictions = [2.5, 0, 2, 8].map((value, index) => ({
    label: classOf(["a", "c", "b", "d"][index] ?? ""),
    size: { value },
  }));
  const labels = [3, -0.5, 2, 7].map((size, index) => ({ label: ["a", "b", "c", "d"][index] ?? "", size }));
  const { label, size } = measurePredictions(predictions, labels);
  expect(label).toEqual({ accuracy: 0.5 });
  expect(size?.["mae"]).toBeCloseTo(0.5, 12);
  expect(size?.["r2"]).toBeCloseTo(0.9486081370449679, 12);
});

test("a file that does worse than its model is refused, naming task and metric", () => {
  const trained = { label: { accuracy: 0.97 }, size: { mae: 3, r2: 0.9 } };
  expect(() =>
    checkAgreement(trained, { label: { accuracy: 0.968 }, size: { mae: 3.01, r2: 0.9 } }),
  ).not.toThrow();
  expect(() => checkAgreement(trained, { label: { accuracy: 0.96 }, size: { mae: 3, r2: 0.9 } })).toThrow(
    'should reach the accuracy of task "label" that the trained model does, 0.9700; it reaches 0.9600',
  );
  expect(() => checkAgreement(trained, { label: { accuracy: 0.97 } })).toThrow('mae of task "size"');
});
