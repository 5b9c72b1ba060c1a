import { exportModel } from "@polyhead/exporter";
import {
  architectures,
  cnn,
  defineModel,
  loadRun,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  type SharingKind,
} from "@polyhead/trainer";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const { shape, size } = shapesTasks;
const kinds = Object.keys(architectures) as SharingKind[];
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-architectures-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function configOf(kind: SharingKind): Parameters<typeof train>[0] {
  return defineModel({
    name: "shapes",
    inputs: { image: shapesInput(16) },
    tasks: { shape, size },
    trunk: cnn({ filters: [4, 6], dense: 8 }),
    sharing: architectures[kind](),
    data: shapes({ count: 96, size: 16 }),
    training: { epochs: 3, batchSize: 16, validationSplit: 0 },
  });
}

describe.each(kinds)("%s", (kind) => {
  test("a trained run is exported with parity, and its loaded checkpoint is the same file", async () => {
    const directory = join(root, kind);
    const { model, summary, history } = await train(configOf(kind), { directory });
    const [first, last] = [history[0], history.at(-1)];
    expect(last?.objective).toBeLessThan(first?.objective ?? 0);
    const { spec } = summary;
    const exported = await exportModel({ model, spec, path: join(directory, "trained.onnx") });
    expect(exported.outputs).toEqual(["shape", "size"]);
    const loaded = await loadRun(directory);
    await exportModel({
      model: loaded.model,
      spec: loaded.summary.spec,
      path: join(directory, "loaded.onnx"),
    });
    const files = ["trained.onnx", "loaded.onnx"].map((file) => readFile(join(directory, file)));
    const [one, other] = await Promise.all(files);
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  });
});
