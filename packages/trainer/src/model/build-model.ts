import { input, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { inputShape, inputType, type ModelShape } from "@polyhead/spec";
import { taskKind } from "../tasks/task-kinds.ts";
import type { ModelConfig } from "./define-model.ts";
import { hardSharing } from "./sharing/hard-sharing.ts";
import type { NextSeed, OpenTrunk } from "./trunks/trunk.ts";

/**
 * Builds the network of a config: inputs under their own names (standardized values, batch first), one output per task
 * in the tasks' order: logits for classification, a standardized `[batch, 1]` for regression.
 *
 * @param config its inputs fitted, where what is fitted says how large the network is, as vocabularies do
 * @throws PolyheadError `config-invalid` when the trunk cannot read the inputs or be shared so
 */
export function buildModel<I extends ModelShape["inputs"], T extends ModelShape["tasks"]>(
  config: ModelConfig<I, T>,
  nextSeed: NextSeed,
): LayersModel {
  const inputs = Object.entries(config.inputs).map(([name, spec]) => ({
    name,
    spec,
    tensor: input({ shape: [...inputShape(spec)], dtype: inputType(spec), name }),
  }));
  const tasks = Object.entries(config.tasks);
  const names = tasks.map(([name]) => name);
  const sharing = config.sharing ?? hardSharing();
  const trunk = config.trunk.open(inputs, nextSeed);
  const features = sharing.build({ trunk, tasks: names, nextSeed });
  const vectorOf = vectors(trunk, nextSeed);
  const outputs = tasks.map(([name, task], index) => {
    const tensor = features[index];
    if (tensor === undefined) throw new RangeError(`sharing gave no features to task "${name}"`);
    const kind = taskKind(task);
    const read = kind.labelWidth(task) === undefined ? tensor : vectorOf(tensor);
    return kind.head(read, task, `head_${name}`, nextSeed());
  });
  return model({ inputs: inputs.map(({ tensor }) => tensor), outputs, name: config.name });
}

/** Makes one vector a text of features, once for those that several tasks read. */
function vectors({ vector }: OpenTrunk, nextSeed: NextSeed): (features: SymbolicTensor) => SymbolicTensor {
  const made = new Map<SymbolicTensor, SymbolicTensor>();
  return (features) => {
    const known = made.get(features) ?? vector?.(features, `vector${made.size + 1}`, nextSeed) ?? features;
    made.set(features, known);
    return known;
  };
}
