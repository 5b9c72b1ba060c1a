// Legend: B batch, D the axes between batch and channels, C channels or features (the last axis of a tfjs tensor).
import { createModel, GraphBuilder, type Model, type Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { ConstantPool } from "./constant-pool.ts";
import { producer } from "./producer.ts";
import { columnsOf, rankOf, type TensorHandle } from "./tensor-handle.ts";

/** Values of a model's variables, read before translation so that translators need not wait for a device. */
export type Weights = ReadonlyMap<LayerVariable, Float32Array>;

/** One call of one layer, translated. */
export interface TranslatedCall {
  /** Tells calls of one layer apart. */
  readonly key: string;
  /** The layer's name, after those of the models around it. */
  readonly name: string;
  readonly className: string;
  readonly handles: readonly TensorHandle[];
}

/** One graph under translation: its builder, the model's weights, its constants, and its changes of layout. */
export class GraphScope {
  readonly builder: GraphBuilder;
  readonly weights: Weights;
  /** In the order of translation. */
  readonly calls: TranslatedCall[] = [];
  /** The int32 values that float32 values were cast from. */
  readonly integers: Map<Value, Value> = new Map();
  readonly #constants: ConstantPool;
  readonly #plain = new Map<Value, TensorHandle>();
  readonly #channelsFirst = new Map<Value, TensorHandle>();

  constructor(builder: GraphBuilder, weights: Weights) {
    this.builder = builder;
    this.weights = weights;
    this.#constants = new ConstantPool(builder);
  }

  constant(name: string, data: Float32Array, dims: readonly number[]): Value {
    return this.#constants.add(name, data, dims);
  }

  /** The tensor as tfjs lays it out, `[B, ...D, C]`. */
  plain(handle: TensorHandle): TensorHandle {
    if (handle.layout === "plain") return handle;
    return remembered(this.#plain, this.#channelsFirst, handle, () => {
      const columns = columnsOf(handle);
      const value =
        columns === undefined
          ? this.#transpose(handle, [0, ...axesFrom(2, rankOf(handle)), 1])
          : this.#gather(handle, inverse(columns));
      return { ...handle, value, layout: "plain" };
    });
  }

  /** The tensor as `[B, C, ...D]`, for tensors of rank 3 or more. */
  channelsFirst(handle: TensorHandle): TensorHandle {
    if (handle.layout === "channels-first") return handle;
    const rank = rankOf(handle);
    return remembered(this.#channelsFirst, this.#plain, handle, () => ({
      ...handle,
      value: this.#transpose(handle, [0, rank - 1, ...axesFrom(1, rank - 1)]),
      layout: "channels-first",
    }));
  }

  /** A scope for the body of a node of this graph. */
  body(name: string): GraphScope {
    return new GraphScope(new GraphBuilder(name, { around: this.builder }), this.weights);
  }

  /** The graph so far, as a model without metadata. */
  build(): Model {
    return createModel(this.builder.build(), {
      opset: this.builder.opset,
      producerName: producer.name,
      producerVersion: producer.version,
    });
  }

  #transpose({ value }: TensorHandle, perm: readonly number[]): Value {
    return this.builder.op("Transpose", [value], { perm });
  }

  #gather({ value }: TensorHandle, columns: readonly number[]): Value {
    return this.builder.op("Gather", [value, this.builder.constant(columns, "columns")], { axis: 1 });
  }
}

function remembered(
  there: Map<Value, TensorHandle>,
  back: Map<Value, TensorHandle>,
  handle: TensorHandle,
  make: () => TensorHandle,
): TensorHandle {
  const known = there.get(handle.value);
  if (known !== undefined) return known;
  const made = make();
  there.set(handle.value, made);
  back.set(made.value, handle);
  return made;
}

function axesFrom(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function inverse(columns: Int32Array): number[] {
  const order = Array<number>(columns.length).fill(0);
  for (const [index, column] of columns.entries()) order[column] = index;
  return order;
}
