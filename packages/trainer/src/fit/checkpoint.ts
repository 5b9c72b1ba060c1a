import { io } from "@tensorflow/tfjs-core";
import { loadLayersModel, type LayersModel } from "@tensorflow/tfjs-layers";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A checkpoint's file of the model's weights. */
export const WEIGHTS = "weights.bin";

/**
 * Saves a model as tfjs's own `model.json` and `weights.bin` in `directory`; the directory appears whole or not at all.
 *
 * @param besides writes what else goes into the directory
 * @throws PolyheadError `file-unwritable`
 */
export async function saveCheckpoint(
  model: LayersModel,
  directory: string,
  besides: (directory: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const partial = `${directory}.partial`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await model.save(io.withSaveHandler((artifacts) => writeArtifacts(artifacts, partial)));
    await besides(partial);
    await rm(directory, { recursive: true, force: true });
    await rename(partial, directory);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw new PolyheadError(
      "file-unwritable",
      `The checkpoint ${directory} cannot be written (${messageOf(cause)}); free some space or choose another directory.`,
      { cause, details: { path: dirname(directory) } },
    );
  }
}

async function writeArtifacts(artifacts: io.ModelArtifacts, directory: string): Promise<io.SaveResult> {
  const { modelTopology, weightSpecs, weightData, format, generatedBy } = artifacts;
  const weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
  const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs ?? [] }];
  await writeFile(join(directory, WEIGHTS), weights, { flush: true });
  await writeFile(
    join(directory, "model.json"),
    JSON.stringify({ format, generatedBy, modelTopology, weightsManifest }),
    { flush: true },
  );
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

/**
 * Loads a model that `saveCheckpoint` wrote.
 *
 * @throws PolyheadError `file-missing` or `file-invalid`
 */
export async function loadCheckpoint(directory: string): Promise<LayersModel> {
  const [json, weights] = await Promise.all([
    readPart(directory, "model.json"),
    readPart(directory, WEIGHTS),
  ]);
  try {
    const { modelTopology, weightsManifest } = JSON.parse(json.toString("utf8")) as io.ModelJSON;
    const weightSpecs = weightsManifest.flatMap((group) => group.weights);
    const weightData = new Uint8Array(weights).buffer;
    return await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `The checkpoint ${directory} does not hold a model that can be read (${messageOf(cause)}); train again.`,
      { cause, details: { path: directory } },
    );
  }
}

/** Gives a model the weights of a checkpoint. */
export async function restoreWeights(model: LayersModel, checkpoint: string): Promise<void> {
  const saved = await loadCheckpoint(checkpoint);
  model.setWeights(saved.getWeights());
  saved.dispose();
}

/** @throws PolyheadError `file-missing` */
export async function readPart(directory: string, file: string): Promise<Buffer> {
  const path = join(directory, file);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new PolyheadError(
      "file-missing",
      `The checkpoint should have the file ${path}; it cannot be read.`,
      {
        cause,
        details: { path },
      },
    );
  }
}
