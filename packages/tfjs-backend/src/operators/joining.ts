import { int } from "@polyhead/onnx";
import { shared } from "@tensorflow/tfjs-backend-cpu";
import { util } from "@tensorflow/tfjs-core";
import { sizeOf, type EmitDataType, type EmitTensor } from "./emit-tensor.ts";
import type { Emit, EmitCall, Operators } from "./operator.ts";

function joined({ emission }: EmitCall, parts: readonly EmitTensor[], axis: number): EmitTensor {
  const [first] = parts;
  const shape = first!.shape.map((length, at) =>
    at === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : length,
  );
  if (parts.length === 1) return first!;
  return { value: emission.op("Concat", parts, { axis: int(axis) }), shape, dtype: first!.dtype };
}

function sameType(parts: readonly EmitTensor[]): boolean {
  return parts.every(({ dtype }) => dtype === parts[0]?.dtype);
}

const concat: Emit = (call) => {
  const parts = Object.values(call.inputs);
  if (!sameType(parts)) return undefined;
  const [axis = 0] = util.parseAxisParam(call.attrs["axis"] as number, [...parts[0]!.shape]);
  return joined(
    call,
    parts.filter(({ shape }) => sizeOf(shape) > 0),
    axis,
  );
};

const pack: Emit = (call) => {
  const parts = Object.values(call.inputs);
  if (!sameType(parts)) return undefined;
  const [first] = parts;
  for (const { shape } of parts)
    util.assertShapesMatch(
      [...first!.shape],
      [...shape],
      "All tensors passed to stack must have matching shapes",
    );
  const given = call.attrs["axis"] as number;
  const axis = given < 0 ? given + first!.shape.length + 1 : given;
  const shape = [...first!.shape.slice(0, axis), 1, ...first!.shape.slice(axis)];
  const rows = parts.map((part) => ({ value: call.emission.reshape(part, shape), shape, dtype: part.dtype }));
  return joined(call, rows, axis);
};

const tile: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  const reps = attrs["reps"] as number[];
  if (x.shape.length === 0 || reps.includes(0)) return undefined;
  const shape = x.shape.map((length, axis) => length * reps[axis]!);
  if (x.shape.every((length, axis) => length === 1 || reps[axis] === 1))
    return { value: emission.op("Expand", [x, emission.ints(shape)]), shape, dtype: x.dtype };
  if (x.dtype !== "bool")
    return { value: emission.op("Tile", [x, emission.ints(reps)]), shape, dtype: x.dtype };
  const counted = emission.op("Tile", [emission.cast(x, "int32"), emission.ints(reps)]);
  return { value: emission.cast(counted, "bool"), shape, dtype: x.dtype };
};

type Paddings = readonly (readonly [number, number])[];

const padV2: Emit = ({ emission, inputs, attrs }) => {
  const x = emission.plain(inputs["x"]!);
  const paddings = attrs["paddings"] as unknown as Paddings;
  const value = (attrs["constantValue"] ?? 0) as number;
  const shape = x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
  return { value: emission.pad(x, paddings, emission.scalar(value, x.dtype)), shape, dtype: x.dtype };
};

/** Padding by what a mirror shows, at the edge (`symmetric`) or on the last element (`reflect`). */
const mirrorPad: Emit = ({ emission, inputs, attrs }) => {
  const x = emission.plain(inputs["x"]!);
  const paddings = attrs["paddings"] as unknown as Paddings;
  const offset = attrs["mode"] === "reflect" ? 0 : 1;
  let { value } = x;
  for (const [axis, [before, after]] of paddings.entries()) {
    if (before === 0 && after === 0) continue;
    const length = x.shape[axis]!;
    const places = Array.from({ length: before + length + after }, (_, index) =>
      mirrored(index - before, length, offset),
    );
    value = emission.op("Gather", [value, emission.ints(places)], { axis: int(axis) });
  }
  const shape = x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
  return { value, shape, dtype: x.dtype };
};

function mirrored(index: number, length: number, offset: number): number {
  if (index < 0) return -index - offset;
  return index < length ? index : 2 * (length - 1) - index + offset;
}

const cumsum: Emit = ({ emission, inputs, attrs }) => {
  const x = inputs["x"]!;
  if (x.dtype === "bool" || x.shape.length === 0) return undefined;
  const [axis = 0] = util.parseAxisParam(attrs["axis"] as number, [...x.shape]);
  const value = emission.op("CumSum", [x, emission.ints([axis])], {
    exclusive: int(attrs["exclusive"] === true ? 1 : 0),
    reverse: int(attrs["reverse"] === true ? 1 : 0),
  });
  return { value, shape: x.shape, dtype: x.dtype };
};

function like(value: number): Emit {
  return ({ emission, inputs }) => {
    const x = inputs["x"]!;
    return emission.fill(value, x.shape, x.dtype);
  };
}

const fill: Emit = ({ emission, attrs }) => {
  const { shape, value, dtype = "float32" } = attrs;
  return emission.fill(value as number, shape as number[], dtype as EmitDataType);
};

const range: Emit = ({ emission, attrs }) => {
  const [start = 0, stop = 0, step = 1] = ["start", "stop", "step"].map((name) => attrs[name] as number);
  const dtype = (attrs["dtype"] ?? "float32") as "float32" | "int32";
  const values = shared.rangeImpl(start, stop, step, dtype);
  return { value: emission.constant(values, [values.length], dtype), shape: [values.length], dtype };
};

export const joiningOperators: Operators = {
  Concat: concat,
  Cumsum: cumsum,
  Fill: fill,
  MirrorPad: mirrorPad,
  OnesLike: like(1),
  Pack: pack,
  PadV2: padV2,
  Range: range,
  Tile: tile,
  ZerosLike: like(0),
};
