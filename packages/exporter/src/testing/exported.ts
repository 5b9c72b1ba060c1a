import { checkModel, encodeModel, type Model } from "@polyhead/onnx";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { expect } from "vitest";
import { optimizeModel } from "../optimize-model.ts";
import { checkParity } from "../parity/check-parity.ts";
import { planCase, type Ranges } from "./plan-case.ts";

/**
 * Exports a model, optimized, and compares it with TensorFlow.js at batch sizes 1, 2 and 7 to 1e-5 + 1e-5 · |reference|.
 *
 * @param reach inputs lie within ± this of `center`
 * @returns the model as it was translated, before it was optimized
 */
export async function exported(model: LayersModel, reach = 1, center = 0): Promise<Model> {
  return exportedOn(model, { reach, center });
}

/** `exported`, on the inputs that a case describes. */
export async function exportedOn(model: LayersModel, ranges: Ranges): Promise<Model> {
  const { lengths } = ranges;
  const tensors = tf.memory().numTensors;
  const plan = await planCase(model, ranges);
  const optimized = optimizeModel(plan.onnx);
  checkModel(plan.onnx);
  checkModel(optimized);
  const parity = await checkParity(
    { plan, file: encodeModel(optimized) },
    {
      providers: ["cpu"],
      batches: [1, 2, 7],
      ...(lengths && { lengths }),
      tolerance: { absolute: 1e-5, relative: 1e-5 },
    },
  );
  expect(parity.outputs).toHaveLength(3 * model.outputs.length);
  expect(tf.memory().numTensors).toBe(tensors);
  for (const onnx of [plan.onnx, optimized]) expectDeclaredShapes(model, onnx);
  return plan.onnx;
}
/** Every value of the graph has a type, and the outputs have tfjs's shapes where tfjs tells, with the batch left open. */
function expectDeclaredShapes(model: LayersModel, { graph }: Model): void {
  const typed = new Set([...(graph.valueInfo ?? []), ...graph.outputs].map(({ name }) => name));
  expect(graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => !typed.has(name))).toEqual([]);
  expect(graph.outputs.map(({ type }) => type?.shape)).toEqual(
    model.outputs.map(({ shape: [, ...lengths] }) => [
      "batch",
      // Cropping an open length, tfjs tells a negative one.
      ...lengths.map((length) => (length !== null && length > 0 ? length : (expect.anything() as number))),
    ]),
  );
}

/** How many nodes of each operator a model's export has, once it has passed. */
export async function operatorsOf(
  model: LayersModel,
  reach = 1,
  center = 0,
): Promise<Record<string, number>> {
  return operatorCounts(await exported(model, reach, center));
}

/** How many nodes of each operator a graph has. */
export function operatorCounts({ graph }: Model): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { opType } of graph.nodes) counts[opType] = (counts[opType] ?? 0) + 1;
  return counts;
}
