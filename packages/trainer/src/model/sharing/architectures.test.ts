import "@tensorflow/tfjs-backend-cpu";
import {
  categorical,
  classification,
  numeric,
  regression,
  type FittedSpec,
  type PolyheadError,
} from "@polyhead/spec";
import {
  dispose,
  memory,
  setBackend,
  square,
  sum,
  tensor2d,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { equal } from "../../balancing/losses/equal.ts";
import { cifar10Input, cifar10Tasks } from "../../data/cifar10/cifar10.ts";
import { loadCheckpoint, saveCheckpoint } from "../../fit/checkpoint.ts";
import type { StepMeans } from "../../fit/step-means.ts";
import { tensorsOf, type Batch } from "../../fit/batch.ts";
import { trainingStep } from "../../fit/training-step.ts";
import { adam } from "../../optimizers/adam.ts";
import { buildModel } from "../build-model.ts";
import { cnn } from "../trunks/cnn.ts";
import { mlp } from "../trunks/mlp.ts";
import { architectures, type SharingKind } from "./architectures.ts";
import { cgc } from "./cgc.ts";
import { crossStitch } from "./cross-stitch.ts";
import { dselectK } from "./dselect-k.ts";
import { ltb } from "./ltb.ts";
import { mmoe } from "./mmoe.ts";
import { nddr } from "./nddr.ts";
import { ple } from "./ple.ts";
import type { Sharing } from "./sharing.ts";
import { softSharing } from "./soft-sharing.ts";

const spec: FittedSpec = {
  name: "net",
  inputs: {
    x: { ...numeric({ columns: ["a", "b"] }), normalizer: { mean: [0, 0], std: [1, 1] } },
    codes: {
      ...categorical({ columns: ["c", "d"] }),
      vocabularies: [["u", "v"], Array.from({ length: 10 }, (_, code) => String(code))],
    },
  },
  tasks: {
    label: classification({ classes: ["no", "yes"] }),
    size: { ...regression(), normalizer: { mean: [0], std: [1] } },
  },
};
const tasks = Object.keys(spec.tasks);
/** Of which the search for a tree takes more than a test runs. */
const STEPS = 300;

/** Layers with weights that one task alone may reach; all others, but for heads, every task must. */
const ownLayers: Readonly<Record<SharingKind, RegExp | undefined>> = {
  hard: undefined,
  soft: /^tower\//,
  "cross-stitch": /^stitch2\//,
  nddr: /^stitch2\//,
  mmoe: /^gate\//,
  cgc: /^level1\/(gate|specific1)\//,
  ple: /^level[12]\/gate\/|^level2\/specific1\//,
  mtan: /^attention[12]\//,
  "dselect-k": /^(codes|shares)\//,
  ltb: /^branch\//,
};

const kinds = Object.keys(architectures) as SharingKind[];
let directory: string;

beforeAll(async () => {
  registerOnnxRuntimeBackend();
  directory = await mkdtemp(join(tmpdir(), "polyhead-sharing-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function build(sharing: Sharing): LayersModel {
  let seed = 1;
  return buildModel({ ...spec, trunk: mlp({ units: [6, 5] }), sharing }, () => seed++);
}

function examples(): Batch {
  const inputs = [
    tensor2d([
      [0, 1],
      [1, 0],
      [1, 1],
      [-1, 0.5],
    ]),
    tensor2d([[1, 0], [2, 10], [0, 3], [1, 3]], [4, 2], "int32"), // prettier-ignore
  ];
  const targets = [
    tensor2d([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ]),
    tensor2d([[1], [-1], [0.5], [0]]),
  ];
  return { inputs, targets: targets.map((values) => ({ values })) };
}

/** The means of each of some steps, and how the last one ran. */
async function train(
  sharing: Sharing,
  steps: number,
  ofSteps = STEPS,
): Promise<{ means: StepMeans[]; mode: string | undefined }> {
  const model = build(sharing);
  const step = trainingStep({
    model,
    spec,
    balancing: equal(),
    optimizer: adam({ learningRate: 0.02 }),
    seed: 0,
    penalty: sharing.penalty?.(model, tasks),
  });
  const batch = examples();
  const means: StepMeans[] = [];
  for (let at = 0; at < steps; at++) {
    step.reset();
    sharing.beforeStep?.(model, at, ofSteps);
    await step.run(batch);
    means.push(await step.means());
  }
  dispose(tensorsOf(batch));
  const { mode } = step;
  step.dispose();
  return { means, mode };
}

describe.each(kinds)("%s", (kind) => {
  test("trains as one graph on ONNX Runtime, as JavaScript does", async () => {
    await setBackend("cpu");
    const { means: expected } = await train(architectures[kind](), 5);
    await setBackend("onnxruntime");
    const { means: actual, mode } = await train(architectures[kind](), 80);
    expect(mode).toBe("steps compiled");
    for (const [at, { objective }] of expected.entries())
      expect(actual[at]?.objective).toBeCloseTo(objective, 3);
    for (const task of tasks) {
      const last = actual.slice(-5).map(({ losses }) => losses[task] ?? Number.NaN);
      expect(Math.min(...last)).toBeLessThan((expected[0]?.losses[task] ?? 0) * 0.6);
    }
  });

  test("each task's gradient reaches all that is shared, its own, and nothing of the others", async () => {
    await setBackend("cpu");
    const sharing = architectures[kind]();
    const model = build(sharing);
    const reached = reachedBy(sharing, model);
    const own = ownLayers[kind];
    let owned = 0;
    for (const layer of model.layers) {
      const owner = tasks.find(
        (task) => layer.name === `head_${task}` || layer.name.split(/[/_]/).includes(task),
      );
      const isOwn = owner !== undefined && (layer.name.startsWith("head_") || own?.test(layer.name) === true);
      if (isOwn && !layer.name.startsWith("head_")) owned += layer.trainableWeights.length;
      for (const weight of layer.trainableWeights)
        expect([weight.originalName, reached.get(weight.read())]).toEqual([
          weight.originalName,
          isOwn ? [owner] : tasks,
        ]);
    }
    expect(owned > 0).toBe(own !== undefined);
  });

  test("a saved model comes back with its predictions and its report", async () => {
    await setBackend("cpu");
    const sharing = architectures[kind]();
    const model = build(sharing);
    await saveCheckpoint(model, join(directory, kind));
    const loaded = await loadCheckpoint(join(directory, kind));
    const { inputs } = examples();
    const predictions = (net: LayersModel): number[][] =>
      tidy(() => [net.predictOnBatch([...inputs])].flat().map((output) => [...output.dataSync()]));
    expect(predictions(loaded)).toEqual(predictions(model));
    const report = await sharing.inspect(model, tasks, inputs);
    const before = memory().numTensors;
    expect(await sharing.inspect(loaded, tasks, inputs)).toEqual(report);
    expect(memory().numTensors).toBe(before);
    expect(report.kind).toBe(kind);
    expect(sharing.kind).toBe(kind);
    for (const { rows, columns, values } of report.matrices) {
      expect(values).toHaveLength(rows.length);
      for (const row of values) {
        expect(row).toHaveLength(columns.length);
        expect(row.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

test("a tree that is settled while steps run compiled trains as in JavaScript", async () => {
  const objectives = async (): Promise<number[]> =>
    (await train(ltb({ search: 0.5 }), 12, 12)).means.map(({ objective }) => objective);
  await setBackend("cpu");
  const expected = await objectives();
  await setBackend("onnxruntime");
  for (const [at, objective] of (await objectives()).entries())
    expect(objective).toBeCloseTo(expected[at] ?? Number.NaN, 3);
  expect(new Set(expected.map((value) => value.toFixed(6))).size).toBe(12);
});

/** By variable, the tasks whose loss has a gradient for it; where a step draws, over several draws. */
function reachedBy(sharing: Sharing, model: LayersModel): Map<Tensor, string[]> {
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const reached = new Map<Tensor, string[]>(variables.map((variable) => [variable, []]));
  const { inputs } = examples();
  for (const [index, task] of tasks.entries()) {
    for (let step = 0; step < (sharing.beforeStep === undefined ? 1 : 12); step++) {
      sharing.beforeStep?.(model, step, STEPS);
      const touched = tidy(() => {
        const loss = (): Scalar =>
          sum(square((model.apply([...inputs], { training: true }) as Tensor[])[index] ?? []));
        const { grads } = variableGrads(loss, variables);
        return variables.filter(({ name }) => grads[name]?.dataSync().some((value) => value !== 0));
      });
      for (const variable of touched) {
        const by = reached.get(variable);
        if (by?.includes(task) === false) by.push(task);
      }
    }
  }
  return reached;
}

// TensorFlow.js keeps the weights of a layer that a model calls more than once, as MTAN's shared extractor is.
test.each(kinds.filter((kind) => kind !== "mtan"))(
  "%s leaves no tensor when it is disposed of",
  async (kind) => {
    await setBackend("cpu");
    const before = memory().numTensors;
    const sharing = architectures[kind]();
    const model = build(sharing);
    sharing.beforeStep?.(model, 0, STEPS);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  },
);

test("the README's table has the parameters of the CIFAR-10 network", async () => {
  await setBackend("cpu");
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const inputs = { image: cifar10Input };
  for (const kind of kinds) {
    const sharing = architectures[kind]();
    const model = buildModel({ name: "cifar", inputs, tasks: cifar10Tasks, trunk: cnn(), sharing }, () => 1);
    expect(readme).toContain(`| ${model.countParams().toLocaleString("en-US")} `);
    model.dispose();
  }
});

describe("refuses", () => {
  const cases: [string, () => unknown, string][] = [
    [
      "a misspelled option",
      () => mmoe({ expert: 3 } as object),
      "mmoe() has no option `expert`; it has experts",
    ],
    [
      "one expert",
      () => mmoe({ experts: 1 }),
      "mmoe({ experts }) should be a whole number, 2 or more; received 1",
    ],
    [
      "half an expert",
      () => cgc({ specificExperts: 0.5 }),
      "cgc({ specificExperts }) should be a whole number",
    ],
    [
      "no shared expert",
      () => ple({ sharedExperts: 0 }),
      "ple({ sharedExperts }) should be a whole number, 1 or more",
    ],
    ["no level", () => ple({ levels: 0 }), "ple({ levels }) should be a whole number, 1 or more"],
    [
      "a negative strength",
      () => softSharing({ strength: -1 }),
      "softSharing({ strength }) should be 0 or more",
    ],
    [
      "more than all",
      () => crossStitch({ own: 1.5 }),
      "crossStitch({ own }) should be from 0 to 1; received 1.5",
    ],
    ["not a number", () => nddr({ own: Number.NaN }), "nddr({ own }) should be from 0 to 1; received NaN"],
    [
      "k above the experts",
      () => dselectK({ experts: 2, k: 3 }),
      "dselectK({ k }) should be at most the number of experts, 2; received 3",
    ],
    ["no width", () => dselectK({ gamma: 0 }), "dselectK({ gamma }) should be above 0"],
    ["one node", () => ltb({ nodes: 1 }), "ltb({ nodes }) should be a whole number, 2 or more"],
    ["no temperature", () => ltb({ temperature: 0 }), "ltb({ temperature }) should be above 0"],
    ["more than all steps", () => ltb({ search: 2 }), "ltb({ search }) should be from 0 to 1; received 2"],
  ];
  test.each(cases)("%s", (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining<Partial<PolyheadError>>({ name: "PolyheadError", code: "config-invalid" }),
    );
    expect(make).toThrow(message);
  });
});
