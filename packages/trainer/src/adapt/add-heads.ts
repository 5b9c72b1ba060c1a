import { model as layersModel, type layers, type LayersModel } from "@tensorflow/tfjs-layers";
import type { TaskSpec } from "@polyhead/spec";
import type { NextSeed } from "../model/trunks/trunk.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { headFeatures, type FeaturePart } from "./head-features.ts";

/** A trained model with heads that are not trained yet. */
export interface WithHeads {
  /** the trained model's outputs, then one for each new task; on the trained model's layers */
  readonly model: LayersModel;
  /** what each new task's head reads, side by side */
  readonly parts: Readonly<Record<string, readonly FeaturePart[]>>;
}

/**
 * Adds heads to a trained model, of which all layers now run as in prediction, also in training: moving averages and
 * learned branches stay, nothing is dropped.
 *
 * @param trained the tasks of the model, in the order of its outputs
 * @throws PolyheadError `config-invalid` where there is nothing in the model that a head could read
 */
export function addHeads(
  base: LayersModel,
  trained: readonly string[],
  tasks: Readonly<Record<string, TaskSpec>>,
  nextSeed: NextSeed,
): WithHeads {
  const heads = Object.entries(tasks).map(([task, spec]) => {
    const kind = taskKind(spec);
    const tokens = kind.labelWidth(spec) === undefined;
    const { features, parts } = headFeatures(base, trained, { task, tokens });
    return { task, parts, output: kind.head(features, spec, `head_${task}`, nextSeed()) };
  });
  const outputs = [...base.outputs, ...heads.map(({ output }) => output)];
  const model = layersModel({ inputs: base.inputs, outputs, name: base.name });
  for (const layer of base.layers) predictOnly(layer);
  return {
    model,
    parts: Object.fromEntries(heads.map(({ task, parts }) => [task, parts])),
  };
}

function predictOnly(layer: layers.Layer): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, options) => call(inputs, { ...options, training: false });
}
