import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel } from "@polyhead/onnx";
import { hasPythonOnnx, pythonRefusals } from "@polyhead/onnx/testing/python-checker";
import { expect, it } from "vitest";
import { convertModel } from "../convert-model.ts";
import { layerCases } from "./layer-cases.ts";

it.skipIf(!hasPythonOnnx)(
  "ONNX's own checker accepts the file of each layer in each configuration",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "polyhead-checker-"));
    try {
      const paths: string[] = [];
      for (const [index, { model }] of layerCases.entries()) {
        const built = model();
        paths.push(join(directory, `${index}.onnx`));
        writeFileSync(paths.at(-1) ?? "", encodeModel(await convertModel(built)));
        built.dispose();
      }
      const refusals = pythonRefusals(paths).map((reason, index) => {
        const { layer, name } = layerCases[index] ?? {};
        return reason === null ? [] : [`${layer}, ${name}: ${reason}`];
      });
      expect(paths.length).toBeGreaterThan(100);
      expect(refusals.flat()).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
