import { backend_util } from "@tensorflow/tfjs-core";
import type { Value } from "@polyhead/onnx";
import type { Emission } from "./emission.ts";
import { sizeOf, type EmitTensor } from "./emit-tensor.ts";

/** Values that broadcast under ONNX's rules, and the shape and layout of what they give. */
export interface Broadcast {
  readonly values: readonly Value[];
  readonly shape: readonly number[];
  readonly channelsFirst?: true;
}

/** Brings tensors into one layout: channels-first where one is so and the others follow cheaply, else plain. */
export function broadcast(emission: Emission, tensors: readonly EmitTensor[]): Broadcast {
  const shape = tensors
    .map((tensor) => [...tensor.shape])
    .reduce((a, b) => backend_util.assertAndGetBroadcastShape(a, b));
  const lead = tensors.find(
    (tensor) => tensor.channelsFirst === true && sizeOf(tensor.shape) === sizeOf(shape),
  );
  if (lead === undefined || lead.shape.length !== shape.length)
    return { values: tensors.map((tensor) => emission.plain(tensor).value), shape };
  return {
    values: tensors.map((tensor) => followChannelsFirst(emission, tensor, shape.length)),
    shape,
    channelsFirst: true,
  };
}

/** A tensor of at most `rank` axes, as it broadcasts to a channels-first one. */
function followChannelsFirst(emission: Emission, tensor: EmitTensor, rank: number): Value {
  const { shape } = tensor;
  if (tensor.channelsFirst === true && shape.length === rank) return tensor.value;
  const { value, dtype } = emission.plain(tensor);
  if (sizeOf(shape) === 1) return value;
  const channels = shape.at(-1)!;
  if (sizeOf(shape) === channels)
    return emission.reshape(value, [channels, ...Array.from({ length: rank - 2 }, () => 1)]);
  const full = [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
  const padded = full.length === shape.length ? value : emission.reshape(value, full);
  return emission.channelsFirst({ value: padded, shape: full, dtype });
}
