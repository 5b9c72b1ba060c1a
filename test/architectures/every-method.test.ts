import { exportModel } from "@polyhead/exporter";
import {
  architectures,
  balancingMethod,
  cnn,
  defineModel,
  shapes,
  shapesInput,
  shapesTasks,
  train,
  type SharingKind,
} from "@polyhead/trainer";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const { shape, size, angle } = shapesTasks;
const kinds = Object.keys(architectures) as SharingKind[];
const methods = ["equal", "uncertainty", "pcgrad", "nash-mtl", "famo"];
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-matrix-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Four steps on pictures of 16 × 16, of a trunk of one block of each sort. */
function configOf(kind: SharingKind, method: string): Parameters<typeof train>[0] {
  return defineModel({
    name: "shapes",
    inputs: { image: shapesInput(16) },
    tasks: { shape, size, angle },
    trunk: cnn({ filters: [3], dense: 4 }),
    sharing: architectures[kind](),
    balancing: balancingMethod(method),
    data: shapes({ count: 32, size: 16 }),
    training: { epochs: 1, batchSize: 8, validationSplit: 0, insight: false },
  });
}

/** Towers of soft sharing have no variable in common, only a penalty on how far they are from one another. */
const suits = (kind: SharingKind, method: string): boolean =>
  kind !== "soft" || balancingMethod(method).kind === "losses";

describe.each(kinds)("%s", (kind) => {
  const files = new Map<string, string>();
  const suited = methods.filter((method) => suits(kind, method));

  test.each(suited)("%s: trained, and exported with parity", async (method) => {
    const directory = join(root, kind, method);
    const { model, summary, history } = await train(configOf(kind, method), { directory });
    expect(history[0]?.objective).toSatisfy(Number.isFinite);
    const path = join(directory, "model.onnx");
    const { outputs } = await exportModel({ model, spec: summary.spec, path });
    expect(outputs).toEqual(["shape", "size", "angle"]);
    files.set(
      method,
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    );
    model.dispose();
  });

  test("every method leaves weights of its own", () => {
    expect(files.size).toBe(suited.length);
    expect(new Set(files.values()).size).toBe(suited.length);
  });
});

test.each(methods.filter((method) => !suits("soft", method)))(
  "soft: %s is refused for want of shared variables",
  async (method) => {
    await expect(
      train(configOf("soft", method), { directory: join(root, "refused", method) }),
    ).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("softSharing() has none") as string,
    });
  },
);
