import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layers } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { exportModel } from "../export-model.ts";
import { buildModel, call } from "../testing/models.ts";

it.each([17, 18, 21])("layers whose operators changed agree in operator set %i", async (opset) => {
  const directory = mkdtempSync(join(tmpdir(), "opset-"));
  const model = buildModel(
    [
      [6, 4],
      [4, 4, 2],
    ],
    (sequence, image) => [
      call(layers.globalAveragePooling1d(), sequence),
      call(layers.globalMaxPooling1d(), sequence),
      call(layers.dot({ axes: 2, normalize: true }), sequence, sequence),
      call(layers.softmax({ axis: [1, 2] }), image),
      call(layers.upSampling2d({ interpolation: "bilinear" }), image),
      call(layers.zeroPadding2d(), image),
      call(layers.layerNormalization(), image),
      call(layers.averagePooling2d({ poolSize: 3, padding: "same" }), image),
      call(layers.batchNormalization(), image),
    ],
  );
  try {
    const { opset: written, outputs } = await exportModel({ model, path: join(directory, "m.onnx"), opset });
    expect(written).toBe(opset);
    expect(outputs).toHaveLength(9);
  } finally {
    rmSync(directory, { recursive: true });
    model.dispose();
  }
});
