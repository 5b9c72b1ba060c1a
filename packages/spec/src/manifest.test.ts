import { describe, expect, test } from "vitest";
import { classification } from "./tasks/classification.ts";
import { categorical } from "./inputs/categorical.ts";
import { dates } from "./inputs/dates.ts";
import { binary } from "./tasks/binary.ts";
import { count } from "./tasks/count.ts";
import { multiLabel } from "./tasks/multi-label.ts";
import { ordinal } from "./tasks/ordinal.ts";
import { image } from "./inputs/image.ts";
import { parseFittedSpec, parseManifest, type Manifest } from "./manifest.ts";
import { numeric } from "./inputs/numeric.ts";
import { regression } from "./tasks/regression.ts";

const manifest: Manifest = {
  version: 1,
  name: "net",
  inputs: {
    image: { ...image({ height: 2, width: 3 }), normalizer: { mean: [1, 2, 3], std: [1, 1, 1] } },
    row: { ...numeric({ columns: ["a"] }), normalizer: { mean: [0], std: [2] } },
    gaps: { ...numeric({ columns: ["b"], missing: "mean" }), normalizer: { mean: [1], std: [2] } },
    job: { ...categorical({ columns: ["c", "d"] }), vocabularies: [["clerk", "naïve 🧵", "\ud800"], []] },
    start: {
      ...dates({ columns: ["e"], parts: ["year", "hour"] }),
      normalizer: { mean: [2000, 0, 0], std: [1, 1, 1] },
    },
  },
  tasks: {
    label: classification({ classes: ["cat", "dog"] }),
    age: { ...regression({ unit: "years" }), normalizer: { mean: [3], std: [2] } },
  },
  producer: { name: "polyhead", version: "0.1.0" },
  metrics: { label: { accuracy: 0.5 } },
  parity: [{ output: "label", batch: 7, maxAbsolute: 1e-7, maxRelative: 1e-6 }],
};

const altered = (change: (copy: Record<string, Record<string, Record<string, unknown>>>) => void): string => {
  const copy = structuredClone(manifest) as unknown as Record<
    string,
    Record<string, Record<string, unknown>>
  >;
  change(copy);
  return JSON.stringify(copy);
};

test("a manifest comes back from its JSON as it was", () => {
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

test("so does every kind of task, with what was learned of it", () => {
  const normalizer = { mean: [1, 2], std: [3, 4] };
  const tasks: Manifest["tasks"] = {
    sick: { ...binary({ classWeights: "balanced", labelSmoothing: 0.1 }), balancedWeights: [0.5, 2] },
    kind: classification({ classes: ["a", "b"], classWeights: { a: 1, b: 2 }, focalGamma: 2 }),
    visits: { ...count(), mean: 3, deviance: 2 },
    tags: { ...multiLabel({ labels: ["x"], classWeights: "balanced" }), balancedWeights: [1, 2] },
    grade: ordinal({ levels: ["low", "high"] }),
    place: { ...regression({ names: ["x", "y"], loss: "quantile", quantiles: [0.1, 0.9] }), normalizer },
    far: { ...regression({ loss: "huber", delta: 2 }), normalizer: { mean: [0], std: [1] } },
  };
  expect(parseManifest(JSON.stringify({ ...manifest, tasks, metrics: {} }))).toEqual({
    ...manifest,
    tasks,
    metrics: {},
  });
});

test("a fitted spec is the manifest's core", () => {
  const { name, inputs, tasks } = manifest;
  expect(parseFittedSpec(JSON.stringify(manifest))).toEqual({ name, inputs, tasks });
});

describe("refuses", () => {
  const cases: [string, string, string][] = [
    ["text that is not JSON", "{", "does not parse"],
    ["something else", "[]", "`version` is missing"],
    ["a later version", altered((copy) => Object.assign(copy, { version: 2 })), "update Polyhead"],
    ["a missing part", altered((copy) => delete copy["tasks"]), "`tasks` is missing"],
    [
      "an unknown kind",
      altered((copy) => Object.assign(copy["tasks"]?.["age"] ?? {}, { kind: "magic" })),
      "tasks.age.kind",
    ],
    [
      "one class",
      altered((copy) => Object.assign(copy["tasks"]?.["label"] ?? {}, { classes: ["cat"] })),
      "at least 2",
    ],
    [
      "a class twice",
      altered((copy) => Object.assign(copy["tasks"]?.["label"] ?? {}, { classes: ["cat", "cat"] })),
      "twice",
    ],
    [
      "a standard deviation of 0",
      altered((copy) =>
        Object.assign(copy["inputs"]?.["row"] ?? {}, { normalizer: { mean: [0], std: [0] } }),
      ),
      "strictly positive",
    ],
    [
      "a normalizer of another size",
      altered((copy) =>
        Object.assign(copy["inputs"]?.["row"] ?? {}, { normalizer: { mean: [0, 1], std: [1, 1] } }),
      ),
      "should have 1 means; it has 2",
    ],
    [
      "a normalizer that lacks features of a date",
      altered((copy) =>
        Object.assign(copy["inputs"]?.["start"] ?? {}, { normalizer: { mean: [0], std: [1] } }),
      ),
      "should have 3 means; it has 1",
    ],
    [
      "a vocabulary too few",
      altered((copy) => Object.assign(copy["inputs"]?.["job"] ?? {}, { vocabularies: [[]] })),
      "should have 2 vocabularies",
    ],
    [
      "a category twice",
      altered((copy) => Object.assign(copy["inputs"]?.["job"] ?? {}, { vocabularies: [["a", "a"], []] })),
      "twice",
    ],
    [
      "a task named like an input",
      altered((copy) => Object.assign(copy["tasks"] ?? {}, { row: copy["tasks"]?.["age"] })),
      "rename one",
    ],
    ["a name with a space", altered((copy) => Object.assign(copy, { name: "my net" })), "letters, digits"],
  ];
  test.each(cases)("%s", (_, json, message) => {
    expect(() => parseManifest(json)).toThrow(expect.objectContaining({ code: "manifest-invalid" }));
    expect(() => parseManifest(json)).toThrow(message);
  });
});
