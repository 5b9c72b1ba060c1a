// Legend: B batch, T steps, H height, W width.
import type { Value } from "@polyhead/onnx";
import type { LayerContext } from "../../layer-context.ts";
import type { TensorHandle } from "../../tensor-handle.ts";
import type { Cell } from "./cell.ts";

const LAST = 2 ** 31 - 1;

/**
 * The mask that tfjs runs a recurrent layer with: bool `[B, T]`, or `[B, T, H, W]` for images as large as the output.
 *
 * @param input plain
 * @throws PolyheadError `export-unsupported` for a mask of another shape, which tfjs takes only where lengths are 1
 */
export function stepMask(
  input: TensorHandle,
  cell: Cell,
  reverse: boolean,
  context: LayerContext,
): Value | undefined {
  const mask = context.call.useMask();
  if (mask === undefined) return undefined;
  const [, , ...axes] = mask.type?.shape ?? [];
  const [output = []] = cell.states;
  const expected = cell.layout === "plain" ? [] : output.slice(0, -1);
  if (mask.type?.shape.length !== input.shape.length || axes.join() !== expected.join())
    throw context.refusal("TensorFlow.js hands it a mask that is not one value a step");
  return sameLength(mask, input, reverse, context);
}

/** Of the mask of a longer sequence, tfjs takes the first steps in its own order. */
function sameLength(mask: Value, input: TensorHandle, reverse: boolean, context: LayerContext): Value {
  const [batch = "", given = ""] = mask.type?.shape ?? [];
  const { [1]: length = "" } = input.value.type?.shape ?? [];
  if (length === given) return mask;
  if (typeof length === "number" && typeof given === "number" && given < length)
    throw context.refusal("TensorFlow.js itself runs it with the mask of another, shorter sequence");
  const steps =
    typeof length === "number"
      ? context.integers("steps", [length])
      : context.op("Shape", [input.value], { start: 1, end: 2 });
  const [start, end] = reverse
    ? [context.op("Neg", [steps]), context.integers("ends", [LAST])]
    : [context.integers("starts", [0]), steps];
  const type = { dataType: "bool", shape: [batch, length] } as const;
  return context.op("Slice", [mask, start, end, context.integers("axes", [1])], {}, type);
}
