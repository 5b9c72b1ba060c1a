import {
  binary,
  classification,
  multiLabel,
  ordinal,
  regression,
  tagging,
  text,
  type FittedSpec,
} from "@polyhead/spec";
import { expect, test } from "vitest";
import { evenRows } from "../data/rows.ts";
import { allRight } from "./all-right.ts";

const inputs: FittedSpec["inputs"] = { query: { ...text(), vocabulary: [], merges: [] } };
const intent = classification({ classes: ["ask", "buy"] });
const polite = binary();
const slots = tagging({ entities: ["city"] });

test("counts examples that every task predicts right, among those with every label", () => {
  const measure = allRight({ name: "net", inputs, tasks: { intent, polite, slots } });
  const starts = Uint32Array.of(0, 2, 3, 4, 5, 5);
  measure?.add(
    {
      intent: [0.1, 0.9, 0.8, 0.2, 0.8, 0.2, 0.7, 0.3, 0.7, 0.3],
      polite: [0.9, 0.2, 0.2, 0.4, 0.4],
      slots: [0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0],
    },
    {
      labels: {
        // right, wrong, right, right, missing; right, right, right, wrong, right; right, right, wrong, right, missing
        intent: evenRows(Float64Array.of(1, 1, 0, 0, Number.NaN), 1),
        polite: evenRows(Float64Array.of(1, 0, 0, 1, 0), 1),
        slots: { count: 5, values: Float64Array.of(1, 2, 0, 0, 0), starts },
      },
    },
  );
  expect(measure?.value()).toBe(0.25);
});

test("asks of an ordinal task for its median, of labels beside one another for all that are known", () => {
  const size = ordinal({ levels: ["S", "M", "L"] });
  const topics = multiLabel({ labels: ["a", "b"] });
  const measure = allRight({ name: "net", inputs, tasks: { size, topics } });
  measure?.add(
    {
      size: [0.4, 0.25, 0.35, 0.4, 0.25, 0.35, 0.1, 0.2, 0.7],
      topics: [0.9, 0.1, 0.9, 0.1, 0.9, 0.6],
    },
    {
      labels: {
        // median M: right, right, wrong; right, right but for one that is not known, right
        size: evenRows(Float64Array.of(1, 1, 1), 1),
        topics: evenRows(Float64Array.of(1, 0, 1, Number.NaN, 1, 1), 2),
      },
    },
  );
  expect(measure?.value()).toBeCloseTo(2 / 3);
});

test("is no question for one task, nor where a task predicts numbers", () => {
  expect(allRight({ name: "net", inputs, tasks: { intent } })).toBeUndefined();
  const score = { ...regression(), normalizer: { mean: [0], std: [1] } };
  expect(allRight({ name: "net", inputs, tasks: { intent, polite, score } })).toBeUndefined();
});
