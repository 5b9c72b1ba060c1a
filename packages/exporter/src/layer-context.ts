import {
  dataTypeCode,
  type GraphBuilder,
  type OpAttributes,
  type TensorType,
  type Value,
} from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { CallArguments } from "./call-arguments.ts";
import type { GraphScope } from "./graph-scope.ts";
import type { Layer } from "./layer.ts";
import type { TensorHandle } from "./tensor-handle.ts";
import { unsupported } from "./unsupported.ts";

/** Translates a layer inside another. */
type TranslateInside = (
  layer: Layer,
  inputs: readonly TensorHandle[],
  call: CallArguments,
) => readonly TensorHandle[];

/** The body of a node, under construction. */
export interface Body {
  readonly graph: GraphBuilder;
  readonly context: LayerContext;
}

/** What a translator may ask of the graph while it translates one layer. */
export class LayerContext {
  /** What tfjs calls the layer with besides its inputs. */
  readonly call: CallArguments;
  readonly #scope: GraphScope;
  readonly #layer: Layer;
  readonly #translate: TranslateInside;

  constructor(scope: GraphScope, layer: Layer, call: CallArguments, translate: TranslateInside) {
    this.call = call;
    this.#scope = scope;
    this.#layer = layer;
    this.#translate = translate;
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

  /** Adds a node of several outputs. */
  outputs(
    count: number,
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes?: OpAttributes,
  ): readonly Value[] {
    return this.#scope.builder.op(opType, inputs, attributes, { hint: this.#layer.name, outputs: count });
  }

  /** A float32 constant named after the layer. */
  constant(name: string, data: Float32Array, dims: readonly number[]): Value {
    return this.#scope.constant(`${this.#layer.name}/${name}`, data, dims);
  }

  scalar(name: string, value: number): Value {
    return this.constant(name, Float32Array.of(value), []);
  }

  /** An int64 list, as the shape of Reshape and the axes of Unsqueeze are, or one int64 without axes. */
  integers(name: string, values: number | readonly number[]): Value {
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

  /** The tensor as tfjs lays it out, as whole numbers, int32; fractions are cut off. */
  integersOf(handle: TensorHandle): Value {
    const { value } = this.plain(handle);
    return this.#scope.integers.get(value) ?? this.op("Cast", [value], { to: dataTypeCode("int32") });
  }

  /** A graph of its own for a node of this one to run, as often as it does. */
  body(name: string): Body {
    const scope = this.#scope.body(`${this.#layer.name}/${name}`);
    const context = new LayerContext(scope, this.#layer, this.call, this.#translate);
    return { graph: scope.builder, context };
  }

  /** Adds a layer inside this one. */
  translate(
    layer: Layer,
    inputs: readonly TensorHandle[],
    call: CallArguments = this.call,
  ): readonly TensorHandle[] {
    return this.#translate(layer, inputs, call);
  }

  /** The error to throw where the layer has no exact translation. */
  refusal(reason: string): Error {
    return unsupported(this.#layer, reason);
  }
}
