import { GraphBuilder } from "@polyhead/onnx";
import { inputShape, vocabularySize, type FittedInput, type FittedSpec } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ExportPlan, PlannedInput } from "./export-plan.ts";
import { graphInput } from "./graph-input.ts";
import { GraphScope } from "./graph-scope.ts";
import { matchSpec, type MatchedSpec } from "./match-spec.ts";
import { checkedOpset } from "./opset.ts";
import { inOrder, predict } from "./predict.ts";
import { readWeights } from "./read-weights.ts";
import { standardize } from "./standardize.ts";
import { taskExport } from "./tasks/task-exports.ts";
import { referenceTask, taskOutputs } from "./tasks/task-outputs.ts";
import { traceLayers } from "./trace-layers.ts";
import { translateModel } from "./translate-model.ts";

export interface TasksOptions {
  /** The operator set of the file: 17, the default, to 21. */
  readonly opset?: number;
  /** Adds an output `<task>_logits` for each task that gives probabilities; false by default. */
  readonly logits?: boolean;
}

/**
 * Plans the export of a multi-task model: raw values in, one output a task, under the task's name.
 *
 * @param traced whether the graph has an output for each call of a layer, too
 */
export async function planTasks(
  model: LayersModel,
  spec: FittedSpec,
  options: TasksOptions,
  traced = false,
): Promise<ExportPlan> {
  const opset = checkedOpset(options.opset);
  const matched = matchSpec(model, spec);
  const scope = new GraphScope(new GraphBuilder(spec.name, { opset }), await readWeights(model));
  const inputs = matched.inputs.map(({ input, tensor }) => {
    const given = graphInput(tensor, scope);
    return "normalizer" in input ? standardize(given, input.normalizer, scope) : given;
  });
  const heads = translateModel(model, inputs, scope);
  for (const [index, head] of heads.entries()) {
    const task = matched.tasks[index];
    if (task !== undefined) taskOutputs(task, head, options.logits ?? false, scope);
  }
  const trace = traced ? traceLayers(model, scope) : undefined;
  return {
    onnx: scope.build(),
    inputs: matched.inputs.map(({ name, input }) => planned(name, input)),
    deviations: Object.fromEntries(
      matched.tasks.flatMap(({ name, task }) => {
        const deviation = taskExport(task).deviation?.(task);
        return deviation === undefined ? [] : [[name, deviation]];
      }),
    ),
    reference: (tensors) => {
      const standardized = standardizedInputs(matched, tensors);
      return {
        ...referenceOutputs(model, matched, standardized, options.logits ?? false),
        ...trace?.reference(inOrder(model, standardized)),
      };
    },
    ...(trace && { layers: trace.layers }),
  };
}

/**
 * Pixels from 0 to 255, numbers within three standard deviations of their means, places and tokens anywhere in their
 * vocabularies.
 */
function planned(name: string, input: FittedInput): PlannedInput {
  const shape = inputShape(input);
  if (input.kind === "image") return { name, shape, center: [127.5], reach: [127.5] };
  if (input.kind === "text") {
    const middle = (vocabularySize(input) - 1) / 2;
    return { name, shape, center: [middle], reach: [middle], integers: true };
  }
  if (input.kind === "categorical") {
    const middles = input.vocabularies.map(({ length }) => length / 2);
    return { name, shape, center: middles, reach: middles, integers: true };
  }
  const { mean, std } = input.normalizer;
  return { name, shape, center: mean, reach: std.map((deviation) => 3 * deviation) };
}

function standardizedInputs(
  { inputs }: MatchedSpec,
  raw: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  const standardized = inputs.flatMap(({ name, input }): [string, tf.Tensor][] => {
    const { [name]: values } = raw;
    if (values === undefined) return [];
    if (!("normalizer" in input)) return [[name, values]];
    const { mean, std } = input.normalizer;
    return [[name, tf.div(tf.sub(values, tf.tensor1d([...mean])), tf.tensor1d([...std]))]];
  });
  return Object.fromEntries(standardized);
}

function referenceOutputs(
  model: LayersModel,
  { tasks }: MatchedSpec,
  inputs: Readonly<Record<string, tf.Tensor>>,
  logits: boolean,
): Record<string, tf.Tensor> {
  const heads = predict(model, inputs);
  return Object.fromEntries(
    heads.flatMap((head, index) => {
      const task = tasks[index];
      return task === undefined ? [] : referenceTask(task, head, logits);
    }),
  );
}
