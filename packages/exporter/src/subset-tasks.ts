import { PolyheadError, type FittedSpec } from "@polyhead/spec";
import { model as buildModel, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { matchSpec } from "./match-spec.ts";
import { inputNamesOf } from "./predict.ts";

/** A multi-task model with its spec. */
export interface SpecifiedModel {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
}

/**
 * The part of a model that some of its tasks depend on, as a model on the same layers and weights, in the model's order.
 *
 * @throws PolyheadError `input-invalid` for a task that the spec does not have, or for none; `model-invalid` where model and
 * spec do not fit
 */
export function subsetTasks({ model, spec }: SpecifiedModel, tasks: readonly string[]): SpecifiedModel {
  matchSpec(model, spec);
  checkTasks(spec, tasks);
  const names = Object.keys(spec.tasks);
  if (names.every((name) => tasks.includes(name))) return { model, spec };
  const outputs = model.outputs.filter((_, index) => tasks.includes(names[index] ?? ""));
  const needed = ancestors(outputs);
  const inputs = model.inputs.filter(({ id }) => needed.has(id));
  const subset = buildModel({ inputs, outputs, name: model.name });
  const inputNames = inputNamesOf(subset);
  return {
    model: subset,
    spec: {
      ...spec,
      inputs: picked(spec.inputs, (name) => inputNames.includes(name)),
      tasks: picked(spec.tasks, (name) => tasks.includes(name)),
    },
  };
}

/** The tensors, by id, that some tensors are computed from, themselves included. */
function ancestors(tensors: readonly SymbolicTensor[], seen: Set<number> = new Set()): ReadonlySet<number> {
  for (const { id, sourceLayer, nodeIndex } of tensors) {
    if (seen.has(id)) continue;
    seen.add(id);
    ancestors(sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? [], seen);
  }
  return seen;
}

/** The entries of a record whose names are wanted. */
export function picked<T>(
  record: Readonly<Record<string, T>>,
  keep: (name: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)));
}

function checkTasks(spec: FittedSpec, tasks: readonly string[]): void {
  const unknown = tasks.find((task) => !Object.hasOwn(spec.tasks, task));
  if (unknown === undefined && tasks.length > 0) return;
  const known = Object.keys(spec.tasks).join(", ");
  throw new PolyheadError(
    "input-invalid",
    `Option \`tasks\` must name some of the model's tasks, ${known}. Received ${unknown === undefined ? "none" : `"${unknown}"`}.`,
    { details: { tasks, known: Object.keys(spec.tasks) } },
  );
}
