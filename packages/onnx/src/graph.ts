import type { DataType, TensorData } from "./data-type.ts";
import type { TensorType } from "./shape.ts";

/** A named edge of the graph; the type is absent where it is not known. */
export interface Value {
  readonly name: string;
  readonly type?: TensorType;
}

export interface Tensor {
  readonly name: string;
  readonly dataType: DataType;
  readonly dims: readonly number[];
  /** Row-major, as many elements as the product of `dims`; int64 is a `BigInt64Array`. */
  readonly data: TensorData;
}

/**
 * Int values are safe integers; float values are representable in float32. A graph is the body of a node such as Scan:
 * closed, it uses no value of the graph around it, and none of its names is also one of that graph.
 */
export type Attribute =
  | { readonly type: "int"; readonly value: number }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "tensor"; readonly value: Tensor }
  | { readonly type: "ints"; readonly value: readonly number[] }
  | { readonly type: "floats"; readonly value: readonly number[] }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "graph"; readonly value: Graph };

export interface Node {
  readonly name: string;
  readonly opType: string;
  /** The operator's domain; absent for ONNX's own. */
  readonly domain?: string;
  /** Names of values, `""` for an optional input left out. */
  readonly inputs: readonly string[];
  /** Names of values, `""` for an optional output left out. */
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly initializers: readonly Tensor[];
  /** In topological order. */
  readonly nodes: readonly Node[];
  /** Types of values that are neither inputs, outputs nor initializers. */
  readonly valueInfo?: readonly Value[];
  readonly docString?: string;
}

export interface Model {
  readonly graph: Graph;
  readonly irVersion: number;
  /** The version of ONNX's own operator set. */
  readonly opset: number;
  /** Versions of the operator sets of other domains that nodes use. */
  readonly customOpsets?: Readonly<Record<string, number>>;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain?: string;
  /** Written in the order of its keys. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly docString?: string;
}
