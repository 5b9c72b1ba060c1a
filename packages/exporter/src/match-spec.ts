import {
  inputShape,
  PolyheadError,
  type AxisLength,
  type FittedInput,
  type FittedSpec,
  type FittedTask,
} from "@polyhead/spec";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { inputNamesOf } from "./predict.ts";
import { taskExport } from "./tasks/task-exports.ts";

interface MatchedInput {
  readonly name: string;
  readonly input: FittedInput;
  readonly tensor: SymbolicTensor;
}

export interface MatchedTask {
  readonly name: string;
  readonly task: FittedTask;
}

/** A spec's inputs and tasks, each in the order in which the model has them. */
export interface MatchedSpec {
  readonly inputs: readonly MatchedInput[];
  readonly tasks: readonly MatchedTask[];
}

/**
 * Pairs a spec with a model: input layers bear the names of the spec's inputs, outputs follow the order of its tasks,
 * in the shape of the task's head: `[batch, classes]` logits for a classification, `[batch, 1]` for a regression.
 *
 * @throws PolyheadError `model-invalid`
 */
export function matchSpec(model: LayersModel, spec: FittedSpec): MatchedSpec {
  const expected = Object.entries(spec.inputs);
  const inputs = model.inputs.flatMap((tensor): MatchedInput[] => {
    const { name } = tensor.sourceLayer;
    const input = spec.inputs[name];
    if (input === undefined) return [];
    checkShape(`Input "${name}" of the model`, tensor, inputShape(input));
    return [{ name, input, tensor }];
  });
  if (inputs.length !== expected.length || model.inputs.length !== expected.length)
    throw invalid(
      `The model's inputs must be those of the spec, ${list(Object.keys(spec.inputs))}. Received ${list(inputNamesOf(model))}.`,
      { expected: Object.keys(spec.inputs), received: inputNamesOf(model) },
    );
  return { inputs, tasks: matchTasks(model, spec) };
}

function matchTasks(model: LayersModel, spec: FittedSpec): MatchedTask[] {
  const tasks = Object.entries(spec.tasks);
  if (model.outputs.length !== tasks.length)
    throw invalid(
      `The model must have one output for each task, ${list(Object.keys(spec.tasks))}. Received ${model.outputs.length} outputs.`,
      { tasks: Object.keys(spec.tasks), outputs: model.outputs.length },
    );
  return tasks.map(([name, task], index) => {
    const tensor = model.outputs[index];
    if (tensor !== undefined)
      checkShape(`The model's output for task "${name}"`, tensor, taskExport(task).headShape(task));
    return { name, task };
  });
}

function checkShape(what: string, { shape }: SymbolicTensor, expected: readonly AxisLength[]): void {
  const [, ...received] = shape;
  if (received.join() !== expected.join())
    throw invalid(
      `${what} must have the shape [batch, ${shapeText(expected)}]. Received [batch, ${shapeText(received)}].`,
      { expected, received },
    );
}

function shapeText(lengths: readonly AxisLength[]): string {
  return lengths.map((length) => length ?? "any length").join(", ");
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ") || "none";
}

function invalid(message: string, details: Record<string, unknown>): PolyheadError {
  return new PolyheadError("model-invalid", message, { details });
}
