import { io } from "@tensorflow/tfjs-core";
import { loadLayersModel, type LayersModel } from "@tensorflow/tfjs-layers";
import { loadArtifacts } from "./load-artifacts.ts";
import { notBuilt } from "./load-refusal.ts";

/**
 * Loads a layers model that TensorFlow.js saved or its converter made of a Keras model, in Node, from the disk.
 *
 * A model with layers of your own needs their classes registered with `tf.serialization.registerClass` first.
 *
 * @param path the `model.json`, with its weights beside it, or the directory that holds them
 * @throws PolyheadError `file-missing`; `file-invalid` for a file that is not what it should be; `model-invalid` for a graph
 * model, a layer that TensorFlow.js does not know, and weights that do not fit the layers
 */
export async function loadLayers(path: string): Promise<LayersModel> {
  const artifacts = await loadArtifacts(path);
  try {
    return await loadLayersModel(io.fromMemory(artifacts));
  } catch (cause) {
    throw notBuilt(path, artifacts, cause);
  }
}
