import type { NamedAttrMap, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import type { NativeFeeds, NativeRuntime, NativeTensor } from "../native/binding.ts";
import { NativeSession, newGraph } from "../native/session.ts";
import { Emission } from "../operators/emission.ts";
import { isEmitDataType, sizeOf, type EmitDataType, type EmitTensor } from "../operators/emit-tensor.ts";
import type { Emit } from "../operators/operator.ts";

/** Inputs by the names that tfjs gives them. */
export type NamedInfos = readonly (readonly [name: string, info: TensorInfo])[];

/** A result of a kernel. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: EmitDataType;
  readonly size: number;
}

/** One kernel, for inputs of given types and shapes, as a session. */
export class Plan {
  readonly outputs: readonly Output[];
  /** The elements of all outputs. */
  readonly size: number;
  readonly #session: NativeSession;
  readonly #names: readonly string[];

  constructor(session: NativeSession, outputs: readonly Output[]) {
    this.outputs = outputs;
    this.#session = session;
    this.#names = outputs.map(({ name }) => name);
    this.size = outputs.reduce((sum, { size }) => sum + size, 0);
  }

  get threads(): number {
    return this.#session.threads;
  }

  /** The values of the outputs, in new arrays. */
  read(feeds: NativeFeeds): readonly TypedArray[] {
    const results = this.#session.read(feeds, this.#names);
    return this.#names.map((name) => results[name]!.data as TypedArray);
  }

  /** Fills arrays with the values of the outputs, in their order. */
  write(feeds: NativeFeeds, arrays: readonly TypedArray[]): void {
    const targets: Record<string, NativeTensor> = {};
    for (const [index, { name, shape, dtype }] of this.outputs.entries())
      targets[name] = nativeTensor(arrays[index]!, shape, dtype);
    this.#session.write(feeds, targets);
  }

  dispose(): void {
    this.#session.dispose();
  }
}

/**
 * A session for one kernel.
 *
 * @returns `undefined` where the kernel cannot be written as ONNX nodes
 */
export function planKernel(
  runtime: NativeRuntime,
  kernelName: string,
  emit: Emit,
  inputs: NamedInfos,
  attrs: NamedAttrMap,
  threads: number,
): Plan | undefined {
  const builder = newGraph(kernelName);
  const emission = new Emission(builder);
  const tensors: Record<string, EmitTensor> = {};
  for (const [name, { shape, dtype }] of inputs) {
    if (!isEmitDataType(dtype)) return undefined;
    tensors[name] = { value: builder.input(name, dtype, shape), shape, dtype };
  }
  const emitted = emit({ emission, inputs: tensors, attrs });
  if (emitted === undefined) return undefined;
  const outputs = [emitted].flat().map((tensor, index): Output => {
    const { value, shape, dtype } = emission.plain(tensor);
    const name = `output${index}`;
    builder.output(value, name);
    return { name, shape: [...shape], dtype, size: sizeOf(shape) };
  });
  return new Plan(new NativeSession(runtime, builder, { threads }), outputs);
}

export function nativeTensor(data: TypedArray, dims: readonly number[], type: EmitDataType): NativeTensor {
  return { type, data, dims, location: "cpu" };
}

export function newArray(dtype: EmitDataType, size: number): TypedArray {
  return new constructors[dtype](size);
}

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
