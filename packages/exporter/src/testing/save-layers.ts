import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { io } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** What a saved model's `model.json` holds. */
export interface SavedModel {
  readonly format: string;
  readonly modelTopology: Record<string, unknown>;
  readonly weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
}

interface SaveOptions {
  readonly shard?: number;
  readonly change?: (saved: SavedModel) => unknown;
}

/**
 * Saves a model as TensorFlow.js does: a `model.json` and its weights, in files of at most `shard` bytes.
 *
 * @param change alters what the `model.json` says
 */
export async function saveLayers(
  model: LayersModel,
  folder: string,
  { shard = 64, change = (saved) => saved }: SaveOptions = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      const { modelTopology, weightSpecs = [], weightData } = artifacts;
      const bytes = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
      const paths = Array.from({ length: Math.ceil(bytes.length / shard) }, (_, index) => {
        writeFileSync(join(folder, `shard${index}.bin`), bytes.subarray(index * shard, (index + 1) * shard));
        return `shard${index}.bin`;
      });
      const saved: SavedModel = {
        format: "layers-model",
        modelTopology: modelTopology as Record<string, unknown>,
        weightsManifest: [{ paths, weights: weightSpecs }],
      };
      writeFileSync(join(folder, "model.json"), JSON.stringify(change(structuredClone(saved))));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
}
