import "@tensorflow/tfjs-backend-cpu";
import { randomUniform, setBackend, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { classification, image, numeric, regression } from "@polyhead/spec";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadCheckpoint, saveCheckpoint } from "../fit/checkpoint.ts";
import { buildModel } from "../model/build-model.ts";
import { defineModel, type ModelConfig } from "../model/define-model.ts";
import { architectures, type SharingKind } from "../model/sharing/architectures.ts";
import { cnn } from "../model/trunks/cnn.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { addHeads, type WithHeads } from "./add-heads.ts";

let directory: string;
beforeAll(async () => {
  await setBackend("cpu");
  directory = await mkdtemp(join(tmpdir(), "polyhead-heads-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const trained = ["kind", "age"];
const added = { mood: classification({ classes: ["good", "bad", "none"] }), size: regression() };
const tasks = { kind: classification({ classes: ["cat", "dog"] }), age: regression() };

/** A model as a run finds it: saved, and loaded again. */
async function saved(config: ModelConfig): Promise<LayersModel> {
  let next = 1;
  const model = buildModel(config, () => next++);
  const path = join(directory, config.name);
  await saveCheckpoint(model, path);
  model.dispose();
  return loadCheckpoint(path);
}

const numbers = (kind: SharingKind): ModelConfig =>
  defineModel({
    name: kind,
    inputs: { x: numeric({ columns: ["a", "b", "c"] }) },
    tasks,
    trunk: mlp({ units: [5, 4] }),
    sharing: architectures[kind](),
  });

const withHeads = (model: LayersModel): WithHeads => addHeads(model, trained, added, () => 7);
const partsOf = ({ parts }: WithHeads): string[] =>
  (Object.values(parts)[0] ?? []).map(({ layer, width }) => `${layer} ${width}`);
const outputs = (model: LayersModel, x: Tensor): number[][] =>
  [model.predictOnBatch(x)].flat().map((output) => [...output.dataSync()]);

test.each(Object.keys(architectures) as SharingKind[])(
  "%s: the old outputs are the same to the bit, also after a training pass",
  async (kind) => {
    const base = await saved(numbers(kind));
    const x = randomUniform([9, 3], -2, 2, "float32", 3);
    const before = outputs(base, x);
    const { model } = withHeads(base);
    expect(model.outputs.map(({ shape }) => shape.at(-1))).toEqual([2, 1, 3, 1]);
    tidy(() => void model.apply(x, { training: true }));
    expect(outputs(model, x).slice(0, 2)).toEqual(before);
    model.dispose();
  },
);

test("a new head reads every layer's features and the inputs side by side", async () => {
  const heads = withHeads(await saved(numbers("hard")));
  expect(partsOf(heads)).toEqual(["trunk_dense2 4", "trunk_dense1 5", "x 3"]);
  const kernel = heads.model.getLayer("head_mood").getWeights()[0];
  expect(kernel?.shape).toEqual([12, 3]);
});

test("of a mixture it reads the experts, without the gates", async () => {
  const parts = partsOf(withHeads(await saved(numbers("mmoe"))));
  expect(parts.filter((part) => part.endsWith(" 4")).map((part) => part.split("_")[0])).toEqual([
    "expert1",
    "expert2",
    "expert3",
    "expert4",
  ]);
  expect(parts.join()).not.toContain("gate");
});

test("of towers it reads all", async () => {
  const parts = partsOf(withHeads(await saved(numbers("soft"))));
  expect(parts.slice(0, 2)).toEqual(["tower/kind/net_dense2 4", "tower/age/net_dense2 4"]);
});

test("of pictures it reads means over positions", async () => {
  const base = await saved(
    defineModel({
      name: "pictures",
      inputs: { image: image({ height: 8, width: 8 }) },
      tasks,
      trunk: cnn({ filters: [2], dense: 5 }),
    }),
  );
  const heads = withHeads(base);
  expect(partsOf(heads)).toEqual(["trunk_dense1 5", "trunk_conv1 2", "image 3"]);
});

test("heads that are added to heads that were added read the trunk too, not the heads", async () => {
  const once = withHeads(await saved(numbers("hard")));
  const twice = addHeads(once.model, [...trained, "mood", "size"], { third: regression() }, () => 1);
  expect(partsOf(twice)).toEqual(partsOf(once));
  const names = ({ model }: WithHeads): string[] => model.layers.map(({ name }) => name);
  expect(names(twice).filter((name) => !names(once).includes(name))).toEqual([
    "features/third",
    "head_third",
  ]);
});
