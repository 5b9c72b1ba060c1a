// Legend: B batch, T steps, S a state's axes after the batch.
import type { Value } from "@polyhead/onnx";
import type { Body, LayerContext } from "../../layer-context.ts";
import { storedShape, type TensorHandle } from "../../tensor-handle.ts";
import type { Cell } from "./cell.ts";
import type { Outcome, Steps } from "./steps.ts";

/** Runs any cell, step by step. At a step that does not count, output and states stay what they were. */
export function scanSteps(cell: Cell, steps: Steps, context: LayerContext): Outcome {
  const { input, mask, reverse, sequences } = steps;
  const initial = cell.states.map(
    (shape, index) =>
      steps.initial[index]?.value ?? zeros(input.value, storedShape(shape, cell.layout), context),
  );
  const scanned = [input.value, ...(mask === undefined ? [] : [mask])];
  const outputs = context.outputs(
    cell.states.length + (sequences ? 1 : 0),
    "Scan",
    [...initial, ...scanned],
    {
      body: stepBody(cell, steps, context),
      num_scan_inputs: scanned.length,
      scan_input_axes: scanned.map(() => 1),
      scan_input_directions: scanned.map(() => Number(reverse)),
      ...(sequences && { scan_output_axes: [1], scan_output_directions: [Number(reverse)] }),
    },
  );
  return { sequence: outputs[cell.states.length], states: outputs.slice(0, cell.states.length) };
}

function stepBody(cell: Cell, { input, mask, sequences }: Steps, context: LayerContext): Body["graph"] {
  const body = context.body("step");
  const [batch = "", , ...axes] = input.value.type?.shape ?? [];
  const states = cell.states.map((shape): TensorHandle => {
    const lengths = storedShape(shape, cell.layout);
    return { value: body.graph.input("state", "float32", [batch, ...lengths]), shape, layout: cell.layout };
  });
  const step = {
    ...input,
    value: body.graph.input("input", "float32", [batch, ...axes]),
    shape: input.shape.slice(1),
  };
  const [maskBatch = "", , ...maskAxes] = mask?.type?.shape ?? [];
  const counts = mask && body.graph.input("mask", "bool", [maskBatch, ...maskAxes]);
  const after = cell
    .step(step, states, body.context)
    .map(({ value }, index) => kept(value, states[index], counts, body));
  for (const value of after) body.graph.output(value, "state_after");
  const [output] = after;
  if (sequences && output !== undefined) body.graph.output(output, "output");
  return body.graph;
}

function kept(
  value: Value,
  before: TensorHandle | undefined,
  counts: Value | undefined,
  { context }: Body,
): Value {
  if (counts === undefined) return value;
  const mask = context.op("Unsqueeze", [counts, context.integers("axes", [1])]);
  return context.op("Where", [mask, value, before?.value]);
}

/** Float32 `[B, ...dims]`, of the batch size of `like`. */
function zeros(like: Value, dims: readonly number[], context: LayerContext): Value {
  const batch = context.op("Shape", [like], { end: 1 });
  const shape = context.op("Concat", [batch, context.integers("lengths", dims)], { axis: 0 });
  const type = { dataType: "float32", shape: [like.type?.shape[0] ?? "", ...dims] } as const;
  return context.op("ConstantOfShape", [shape], {}, type);
}
