import {
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  tagging,
  type Prediction,
  type TaskSpec,
} from "@polyhead/spec";
import { expect, test } from "vitest";
import { predictionCells, predictionColumns } from "./prediction-columns.ts";

const inFloat32 = Math.fround(0.9);
const kinds: [TaskSpec, Prediction, Record<string, string | number>][] = [
  [
    classification({ classes: ["a", "b"] }),
    { class: "a", probability: inFloat32, probabilities: { a: inFloat32, b: 1 - inFloat32 } },
    { t: "a", t_probability: 0.9 },
  ],
  [
    ordinal({ levels: ["low", "high"] }),
    { level: "low", probability: 0.75, probabilities: { low: 0.75, high: 0.25 } },
    { t: "low", t_probability: 0.75 },
  ],
  [
    multiLabel({ labels: ["red", "round", "new"] }),
    { labels: ["red", "new"], probabilities: { red: 0.75, round: 0.25, new: 0.75 } },
    { t: "red; new" },
  ],
  [count(), { rate: Math.fround(1234567.875) }, { t: 1234567.9 }],
  [regression({ unit: "m" }), { value: Math.fround(-1e-9), unit: "m" }, { t: -1e-9 }],
  [
    regression({ loss: "quantile", quantiles: [0.05, 0.5] }),
    { value: 2, quantiles: [1, 2] },
    { t: 2, "t_q0.05": 1, "t_q0.5": 2 },
  ],
  [
    regression({ names: ["x", "y"], loss: "gaussian" }),
    { values: { x: { value: 1, deviation: 0.5 }, y: { value: 2, deviation: 0.25 } } },
    { t_x: 1, t_x_deviation: 0.5, t_y: 2, t_y_deviation: 0.25 },
  ],
  [
    tagging({ entities: ["city", "day"] }),
    {
      words: [],
      entities: [
        { type: "city", text: "New York", start: 3, end: 11, probability: 1 },
        { type: "day", text: "Monday", start: 15, end: 21, probability: 1 },
      ],
    },
    { t: "city: New York; day: Monday" },
  ],
];

test.each(kinds)("columns of %o", (task, prediction, expected) => {
  const shape = { tasks: { t: task } };
  const columns = predictionColumns(shape, "row");
  const cells = predictionCells(shape, { t: prediction });
  expect(columns).toHaveLength(cells.length);
  expect(Object.fromEntries(columns.map((name, at) => [name, cells[at]]))).toEqual(expected);
});

test("two columns of one name are refused", () => {
  const tasks = { a: regression({ loss: "gaussian" }), a_deviation: regression() };
  expect(() => predictionColumns({ tasks }, "row")).toThrow('two would be "a_deviation"');
  expect(() => predictionColumns({ tasks: { row: count() } }, "row")).toThrow('two would be "row"');
});
