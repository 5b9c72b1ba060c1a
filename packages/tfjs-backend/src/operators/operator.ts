import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Emission } from "./emission.ts";
import type { EmitTensor } from "./emit-tensor.ts";

/** One call of a tfjs kernel, to be written as ONNX nodes. */
export interface EmitCall {
  readonly emission: Emission;
  /** By the names that tfjs gives the kernel's inputs; lists (Concat, Pack, AddN) by their indices. */
  readonly inputs: Readonly<Record<string, EmitTensor>>;
  readonly attrs: NamedAttrMap;
}

/**
 * Adds the nodes that compute a kernel's outputs, exactly as tfjs defines them.
 *
 * @returns the outputs in tfjs's order, or `undefined` where ONNX Runtime has no exact equivalent (a data type, a padding),
 *   so that the kernel has to run elsewhere.
 */
export type Emit = (call: EmitCall) => EmitTensor | readonly EmitTensor[] | undefined;

/** Operators by the name of their tfjs kernel. */
export type Operators = Readonly<Record<string, Emit>>;
