import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import {
  binary,
  classification,
  multiLabel,
  numeric,
  ordinal,
  regression,
  type FittedSpec,
} from "@polyhead/spec";
import { setBackend, tensor1d, tensor2d, type Tensor } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { input, layers, model as layersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, predictInBrowser } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

const classes = ["a", "b", "c"] as const;
const one = { normalizer: { mean: [10], std: [2] } };
const tasks: FittedSpec["tasks"] = {
  yes: binary(),
  label: classification({ classes }),
  tags: multiLabel({ labels: classes }),
  grade: ordinal({ levels: ["1", "2", "3", "4"] }),
  price: { ...regression({ loss: "quantile" }), ...one },
  noise: { ...regression({ loss: "gaussian" }), ...one },
};
const widths = { yes: 1, label: 3, tags: 3, grade: 3, price: 3, noise: 2 };
const extremes = [
  [100, -100, 0],
  [-100, 100, 100],
  [1000, 1000, 1000],
  [-1000, -1000, -1000],
  [88.8, -88.8, 104],
  [0, 20, -20],
].map((x) => ({ x }));

let directory: string;
let path: string;

beforeAll(async () => {
  await setBackend("cpu");
  directory = await mkdtemp(join(tmpdir(), "polyhead-extremes-"));
  const x = input({ shape: [3], name: "x" });
  // Every head gives the inputs as they are.
  const heads = Object.entries(widths).map(
    ([name, units]) => layers.dense({ units, name }).apply(x) as SymbolicTensor,
  );
  const model = layersModel({ inputs: x, outputs: heads });
  for (const [name, units] of Object.entries(widths)) {
    const kernel: Tensor = tensor2d(
      [0, 1, 2].map((row) => Array.from({ length: units }, (_, column) => (row === column ? 1 : 0))),
    );
    model.getLayer(name).setWeights([kernel, tensor1d(Array.from({ length: units }, () => 0))]);
  }
  const normalizer = { mean: [0, 0, 0], std: [1, 1, 1] };
  const spec = { name: "extremes", inputs: { x: { ...numeric({ columns: classes }), normalizer } }, tasks };
  path = join(directory, "extremes.onnx");
  await exportModel({ model, spec, path });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("heads of ±1,000 make predictions that are finite, the limits that they should be", async () => {
  await using model = await load(path, { device: "cpu" });
  const [first, , all, none] = (await model.predictBatch(extremes)) as unknown as readonly Record<
    string,
    Record<string, unknown>
  >[];
  expect(first).toMatchObject({
    yes: { class: "yes", probability: 1 },
    label: { class: "a", probability: 1 },
    tags: { labels: ["a"] },
    grade: { level: "2", probability: 1 },
    price: { value: -190 },
    noise: { value: 210 },
  });
  expect(all).toMatchObject({ grade: { level: "4", probability: 1 } });
  expect(none).toMatchObject({ grade: { level: "1", probability: 1 }, noise: { value: -1990 } });
  expect(none?.["noise"]?.["deviation"]).toBeCloseTo(2 * Math.sqrt(1e-6), 6);
  expect(all?.["price"]?.["quantiles"]).toEqual([10, 2010, 4010]);
});

test.skipIf(findChromium() === undefined).each(["wasm", "webgpu"] as const)(
  "Chromium predicts the same on %s",
  async (device) => {
    await using model = await load(path, { device: "cpu" });
    const expected = await model.predictBatch(extremes);
    await using session = await openBrowser({ webgpu: device === "webgpu" });
    const modelBytes = new Uint8Array(await readFile(path));
    const result = await predictInBrowser(session, { modelBytes, device, inputs: extremes });
    expect(result.device).toBe(device);
    expect(result.predictions).toPredictLike(expected);
  },
);
