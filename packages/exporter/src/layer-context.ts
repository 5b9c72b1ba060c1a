import type { OpAttributes, TensorType, Value } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { GraphScope } from "./graph-scope.ts";
import type { Layer } from "./layer.ts";
import type { TensorHandle } from "./tensor-handle.ts";
import { unsupported } from "./unsupported.ts";

/** What a translator may ask of the graph while it translates one layer. */
export class LayerContext {
  readonly #scope: GraphScope;
  readonly #layer: Layer;

  constructor(scope: GraphScope, layer: Layer) {
    this.#scope = scope;
    this.#layer = layer;
  }

  /** The operator set that the nodes are meant for. */
  get opset(): number {
    return this.#scope.builder.opset;
  }

  /**
   * Adds a node named after the layer; `undefined` among the inputs leaves an optional one out.
   *
   * @param type of the output, where it cannot be inferred from the operator
   */
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes?: OpAttributes,
    type?: TensorType,
  ): Value {
    return this.#scope.builder.op(opType, inputs, attributes, {
      hint: this.#layer.name,
      ...(type && { types: [type] }),
    });
  }

  /** A float32 constant named after the layer. */
  constant(name: string, data: Float32Array, dims: readonly number[]): Value {
    return this.#scope.constant(`${this.#layer.name}/${name}`, data, dims);
  }

  scalar(name: string, value: number): Value {
    return this.constant(name, Float32Array.of(value), []);
  }

  /** An int64 list, as the shape of Reshape and the axes of Unsqueeze are. */
  integers(name: string, values: readonly number[]): Value {
    return this.#scope.builder.constant(values, `${this.#layer.name}/${name}`);
  }

  /** The numbers in a variable of the layer. */
  weights(variable: LayerVariable): Float32Array {
    const data = this.#scope.weights.get(variable);
    if (data === undefined)
      throw this.refusal(`its variable "${variable.name}" is not one of the model's weights`);
    return data;
  }

  plain(handle: TensorHandle): TensorHandle {
    return this.#scope.plain(handle);
  }

  channelsFirst(handle: TensorHandle): TensorHandle {
    return this.#scope.channelsFirst(handle);
  }

  /** The error to throw where the layer has no exact translation. */
  refusal(reason: string): Error {
    return unsupported(this.#layer, reason);
  }
}
