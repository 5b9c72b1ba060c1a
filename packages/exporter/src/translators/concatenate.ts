import type { LiveLayer } from "../layer.ts";
import {
  columnsOf,
  lastLength,
  rankOf,
  storedAxis,
  type Length,
  type TensorHandle,
} from "../tensor-handle.ts";
import type { Translator } from "../translator.ts";
import { alignInputs } from "./align-inputs.ts";

export const concatenate: Translator = (layer, inputs, context) => {
  const { axis: declared } = layer as LiveLayer<{ axis: number }>;
  const [first] = inputs;
  if (first === undefined) throw context.refusal("it has no input");
  if (declared < -1)
    throw context.refusal(`TensorFlow.js joins along the last axis, not along axis ${declared}`);
  if (declared === 0) throw context.refusal("it joins examples of a batch");
  const axis = declared === -1 ? rankOf(first) - 1 : declared;
  const join = (handles: readonly TensorHandle[]) =>
    context.op(
      "Concat",
      handles.map(({ value }) => value),
      { axis: storedAxis(handles[0] ?? first, axis) },
    );
  const shape = first.shape.map((length, index) =>
    index + 1 === axis ? total(inputs.map((input) => input.shape[index] ?? null)) : length,
  );
  if (rankOf(first) === 2) return [{ value: join(inputs), shape, layout: joinedColumns(inputs) }];
  const { handles, layout } = alignInputs(inputs, context);
  return [{ value: join(handles), shape, layout }];
};

function total(lengths: readonly Length[]): Length {
  const known = lengths.filter((length) => length !== null);
  return known.length < lengths.length ? null : known.reduce((sum, length) => sum + length, 0);
}

/** The order of joined columns, where any input has an order of its own. */
function joinedColumns(inputs: readonly TensorHandle[]): TensorHandle["layout"] {
  if (inputs.every((input) => columnsOf(input) === undefined)) return "plain";
  let offset = 0;
  const joined = inputs.flatMap((input) => {
    const start = offset;
    offset += lastLength(input);
    const columns = columnsOf(input) ?? Array.from({ length: lastLength(input) }, (_, index) => index);
    return Array.from(columns, (column) => start + column);
  });
  return { columns: Int32Array.from(joined) };
}
