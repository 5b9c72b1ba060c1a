import { createModel, GraphBuilder, type Model, type Value } from "@polyhead/onnx";
import { MANIFEST_KEY, parseManifest, type FittedSpec } from "@polyhead/spec";
import { input, layers, model } from "@tensorflow/tfjs-layers";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModel } from "@polyhead/onnx";
import { afterAll, describe, expect, test } from "vitest";
import { convertModel } from "./convert-model.ts";
import { exportModel } from "./export-model.ts";
import { splitModel, type SplitModel } from "./split-model.ts";
import { buildModel, call, withRandomWeights } from "./testing/models.ts";
import { noise, run } from "./testing/weights.ts";
import type { Feeds } from "./parity/onnx-outputs.ts";
import { storeFloat16 } from "./weights/float16-storage.ts";
import { quantizeDynamic } from "./weights/int8-dynamic.ts";

const directory = mkdtempSync(join(tmpdir(), "polyhead-split-"));
afterAll(() => rmSync(directory, { recursive: true }));

const names = (values: readonly Value[]): string[] => values.map(({ name }) => name);

/** Runs the trunk and then each head. */
async function runParts({ trunk, heads }: SplitModel, feeds: Feeds): Promise<Map<string, Float32Array>> {
  const only = (graph: Model["graph"], from: Feeds): Feeds =>
    Object.fromEntries(Object.entries(from).filter(([name]) => names(graph.inputs).includes(name)));
  const shared = await run(trunk, only(trunk.graph, feeds));
  const features = trunk.graph.outputs.map(({ name, type }) => {
    const data = shared.get(name) ?? new Float32Array();
    const [, ...lengths] = type?.shape ?? [];
    const size = lengths.reduce<number>((product, length) => product * Number(length), 1);
    return [name, { data, shape: [data.length / size, ...lengths.map(Number)] }];
  });
  const outputs = new Map<string, Float32Array>();
  for (const { graph, ...rest } of Object.values(heads)) {
    const given = only(graph, { ...feeds, ...(Object.fromEntries(features) as Feeds) });
    for (const [name, data] of await run({ ...rest, graph }, given)) outputs.set(name, data);
  }
  return outputs;
}

const spec: FittedSpec = {
  name: "pets",
  inputs: {
    image: {
      kind: "image",
      height: 12,
      width: 12,
      channels: 3,
      normalizer: { mean: [125, 123, 114], std: [63, 62, 67] },
    },
  },
  tasks: {
    kind: { kind: "classification", classes: ["cat", "dog"] },
    age: { kind: "regression", unit: "years", normalizer: { mean: [6.5], std: [3.2] } },
  },
};

async function exportPets(): Promise<Model> {
  const image = input({ shape: [12, 12, 3], name: "image" });
  const maps = call(
    layers.maxPooling2d({}),
    call(layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }), image),
  );
  const hidden = call(layers.dense({ units: 24, activation: "relu" }), call(layers.flatten(), maps));
  const heads = [2, 1].map((units) =>
    call(layers.dense({ units }), call(layers.dense({ units: 16 }), hidden)),
  );
  const path = join(directory, "pets.onnx");
  await exportModel({
    model: withRandomWeights(model({ inputs: image, outputs: heads })),
    path,
    spec,
    logits: true,
    metrics: { kind: { accuracy: 0.9 }, age: { mae: 2 } },
  });
  return readModel(readFileSync(path));
}

const pets = await exportPets();
const pictures = { image: noise(5, 12, 12, 3) };

describe("a model with a manifest", () => {
  test.each([
    ["float32", pets],
    ["float16", { ...pets, graph: storeFloat16(pets.graph) }],
    ["int8", { ...pets, graph: quantizeDynamic(pets.graph) }],
  ])("of %s weights gives the same numbers in parts, bit by bit", async (_, whole) => {
    const split = splitModel(whole);
    expect([names(split.trunk.graph.inputs), names(split.trunk.graph.outputs)]).toEqual([
      ["image"],
      ["features"],
    ]);
    expect(Object.keys(split.heads)).toEqual(["kind", "age"]);
    expect(split.trunk.graph.outputs[0]?.type).toEqual({ dataType: "float32", shape: ["batch", 24] });
    expect(await runParts(split, pictures)).toEqual(await run(whole, pictures));
  });

  test("each part has its own nodes and weights, and no others", () => {
    const { trunk, heads } = splitModel(pets);
    const parts = [trunk, ...Object.values(heads)].map(({ graph }) => graph);
    const count = (graphs: readonly Model["graph"][]): number => graphs.flatMap(({ nodes }) => nodes).length;
    expect(count(parts)).toBe(count([pets.graph]));
    const bytes = parts.flatMap(({ initializers }) => initializers.filter(({ data }) => data.length > 20));
    expect(bytes).toHaveLength(pets.graph.initializers.filter(({ data }) => data.length > 20).length);
  });

  test("a head knows its task; its features are numbers", () => {
    const { trunk, heads } = splitModel(pets);
    expect(trunk.metadata[MANIFEST_KEY]).toBeUndefined();
    const manifest = parseManifest(heads["age"]?.metadata[MANIFEST_KEY] ?? "");
    expect(manifest).toMatchObject({
      name: "pets_age",
      tasks: { age: spec.tasks["age"] },
      metrics: { age: { mae: 2 } },
    });
    expect(Object.keys(manifest.tasks)).toEqual(["age"]);
    expect(manifest.inputs["features"]).toMatchObject({ kind: "numeric" });
    expect(new Set(manifest.parity?.map(({ output }) => output))).toEqual(new Set(["age"]));
    expect(names(heads["kind"]?.graph.outputs ?? [])).toEqual(["kind", "kind_logits"]);
  });
});

describe("where heads part at several values", () => {
  test("all of them are given; inputs of heads alone go to those heads", async () => {
    const whole = await convertModel(
      buildModel([[6], [4]], (first, second) => {
        const a = call(layers.dense({ units: 8, activation: "tanh" }), first);
        const b = call(layers.dense({ units: 8 }), a);
        const head = (name: string, ...from: (typeof a)[]) =>
          call(layers.dense({ units: 2, name }), call(layers.concatenate(), ...from));
        return [head("one", a, b), head("two", a, b, second)];
      }),
    );
    const split = splitModel(whole);
    expect(names(split.trunk.graph.outputs)).toEqual(["features", "features_1"]);
    expect(names(split.trunk.graph.inputs)).toEqual(["input0"]);
    expect(names(split.heads["two"]?.graph.inputs ?? [])).toEqual(["input1", "features", "features_1"]);
    const feeds = { input0: noise(3, 6), input1: noise(3, 4) };
    expect(await runParts(split, feeds)).toEqual(await run(whole, feeds));
  });

  test("an output that another head builds on is passed through its own", async () => {
    const whole = await convertModel(
      buildModel([[6]], (x) => {
        const first = call(layers.dense({ units: 3, name: "first" }), x);
        return [first, call(layers.dense({ units: 2, name: "second" }), first)];
      }),
    );
    const split = splitModel(whole);
    expect(split.heads["first"]?.graph.nodes.map(({ opType }) => opType)).toEqual(["Identity"]);
    const feeds = { input0: noise(3, 6) };
    expect(await runParts(split, feeds)).toEqual(await run(whole, feeds));
  });

  test("maps have no manifest: the features are no columns", async () => {
    const builder = new GraphBuilder("maps");
    const image = builder.input("image", "float32", ["batch", 3, 8, 8]);
    const maps = builder.op("Conv", [image, builder.initializer("w", noise(4, 3, 3, 3).data, [4, 3, 3, 3])]);
    for (const [name, pool] of [
      ["kind", "GlobalMaxPool"],
      ["age", "GlobalAveragePool"],
    ] as const)
      builder.output(builder.op("Flatten", [builder.op(pool, [maps])]), name);
    const { heads } = splitModel(createModel(builder.build(), { metadata: pets.metadata }));
    expect(heads["kind"]?.metadata).toEqual({});
  });
});

describe("what cannot be split is refused", () => {
  test.each([
    [
      "one head",
      (x: Parameters<typeof call>[1]) => [call(layers.dense({ units: 2 }), x)],
      /two heads or more. Received 1/,
    ],
    [
      "heads that share scaling alone",
      (x: Parameters<typeof call>[1]) => {
        const scaled = call(layers.activation({ activation: "tanh" }), x);
        return ["one", "two"].map((name) => call(layers.dense({ units: 2, name }), scaled));
      },
      /its heads one, two must share layers with weights. Received none/,
    ],
  ])("%s", async (_, build, message) => {
    const whole = await convertModel(buildModel([[6]], build));
    expect(() => splitModel(whole)).toThrow(
      expect.objectContaining({
        code: "export-unsupported",
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});
