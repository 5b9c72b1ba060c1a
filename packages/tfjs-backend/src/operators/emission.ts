import { ints, type AttributeInput, type GraphBuilder, type Value } from "@polyhead/onnx";
import {
  channelsFirstOrder,
  channelsLastOrder,
  sizeOf,
  type EmitDataType,
  type EmitTensor,
} from "./emit-tensor.ts";

/** What a node takes: a tensor in its tfjs layout, a value as it is, or nothing for an optional input. */
export type NodeInput = EmitTensor | Value | undefined;

export type NodeAttributes = Readonly<Record<string, AttributeInput>>;

const dataTypeNumbers = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

/** ONNX Runtime's own domain; a model that uses it needs `customOpsets: { "com.microsoft": 1 }`. */
export const contribDomain = "com.microsoft";

/**
 * A graph while kernels are emitted into it: adds nodes, shares equal constants and transposes.
 *
 * Emitters give `op` attributes of operators unknown to the builder as `int`, `float`, `ints` or `floats`.
 */
export class Emission {
  readonly builder: GraphBuilder;
  readonly #constants = new Map<string, Value>();
  readonly #plain = new Map<Value, Value>();
  readonly #channelsFirst = new Map<Value, Value>();

  constructor(builder: GraphBuilder) {
    this.builder = builder;
  }

  /** A node with one output. */
  op(opType: string, inputs: readonly NodeInput[], attributes: NodeAttributes = {}, domain?: string): Value {
    return this.builder.op(opType, this.#values(inputs), attributes, domain === undefined ? {} : { domain });
  }

  /** A node with `count` outputs. */
  split(
    opType: string,
    inputs: readonly NodeInput[],
    count: number,
    attributes: NodeAttributes = {},
  ): readonly Value[] {
    return this.builder.op(opType, this.#values(inputs), attributes, { outputs: count });
  }

  /** A one-dimensional int64 constant, as shapes, axes and pads are. */
  ints(list: readonly number[]): Value {
    return this.#constant(`i64:${list.join()}`, () => this.builder.constant(list));
  }

  /** A constant scalar. */
  scalar(value: number, dtype: EmitDataType): Value {
    return this.constant([value], [], dtype);
  }

  /** A constant; equal ones are shared, so keep them small. */
  constant(list: ArrayLike<number>, shape: readonly number[], dtype: EmitDataType): Value {
    const array = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
    const data = array.from(list);
    const sign = dtype === "float32" && data.some((item) => Object.is(item, -0)) ? "-0:" : "";
    return this.#constant(`${dtype}:${shape.join()}:${sign}${data.join()}`, () =>
      this.builder.initializer("constant", data, shape, dtype),
    );
  }

  cast(input: NodeInput, to: keyof typeof dataTypeNumbers): Value {
    return this.op("Cast", [input], { to: dataTypeNumbers[to] });
  }

  reshape(input: NodeInput, shape: readonly number[]): Value {
    return this.op("Reshape", [input, this.ints(shape)]);
  }

  transpose(input: NodeInput, perm: readonly number[]): Value {
    return this.op("Transpose", [input], { perm: ints(perm) });
  }

  /** `axes` of the input from `starts` to `ends` by `steps`. */
  slice(
    input: NodeInput,
    axes: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    steps: readonly number[] = axes.map(() => 1),
  ): Value {
    return this.op("Slice", [input, ...[starts, ends, axes, steps].map((list) => this.ints(list))]);
  }

  /** Constant padding, `[before, after]` for each axis. */
  pad(input: NodeInput, pads: readonly (readonly [number, number])[], fill: Value): Value {
    if (pads.every(([before, after]) => before === 0 && after === 0)) return this.#value(input)!;
    const all = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
    return this.op("Pad", [input, this.ints(all), fill]);
  }

  /** A tensor in the layout of its tfjs shape: transposed where it was channels-first, once. */
  plain(tensor: EmitTensor): EmitTensor {
    if (tensor.channelsFirst !== true) return tensor;
    const { value, shape, dtype } = tensor;
    const plain = this.#plain.get(value) ?? this.transpose(value, channelsLastOrder(shape.length));
    this.#plain.set(value, plain);
    this.#channelsFirst.set(plain, value);
    return { value: plain, shape, dtype };
  }

  /** The values of a tensor [N, ...spatial, C] as [N, C, ...spatial]: transposed where they were not, once. */
  channelsFirst({ value, shape, channelsFirst }: EmitTensor): Value {
    if (channelsFirst === true) return value;
    const found = this.#channelsFirst.get(value) ?? this.transpose(value, channelsFirstOrder(shape.length));
    this.#channelsFirst.set(value, found);
    this.#plain.set(found, value);
    return found;
  }

  /** A tensor filled with one number. */
  fill(value: number, shape: readonly number[], dtype: EmitDataType): EmitTensor {
    const scalar = this.scalar(value, dtype);
    const expanded =
      sizeOf(shape) === 1 ? this.reshape(scalar, shape) : this.op("Expand", [scalar, this.ints(shape)]);
    return { value: expanded, shape, dtype };
  }

  #constant(key: string, make: () => Value): Value {
    const value = this.#constants.get(key) ?? make();
    this.#constants.set(key, value);
    return value;
  }

  #values(inputs: readonly NodeInput[]): readonly (Value | undefined)[] {
    return inputs.map((input) => this.#value(input));
  }

  #value(input: NodeInput): Value | undefined {
    return input !== undefined && "value" in input ? this.plain(input).value : input;
  }
}
