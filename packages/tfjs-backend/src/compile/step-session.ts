import type { Graph } from "@polyhead/onnx";
import { engine, type Tensor, type TypedArray, type Variable } from "@tensorflow/tfjs-core";
import type { OnnxRuntimeBackend } from "../eager/backend.ts";
import { nativeTensor } from "../eager/plan.ts";
import type { NativeTensor } from "../native/binding.ts";
import { NativeSession, type SessionOptions } from "../native/session.ts";
import { sizeOf } from "../operators/emit-tensor.ts";
import type { Port, StepGraph } from "./emit-trace.ts";
import { graphForProvider } from "./graph-for-provider.ts";
import { typedValues } from "./typed-values.ts";
import { assignNext, dataOf, type VariableData } from "./variable-data.ts";

/** A step's graph, loaded. */
export class StepSession {
  readonly #backend: OnnxRuntimeBackend;
  readonly #step: StepGraph;
  readonly #session: NativeSession;

  /** @throws PolyheadError `inference-failed` or `device-unavailable` when ONNX Runtime cannot run the graph */
  constructor(backend: OnnxRuntimeBackend, step: StepGraph, options: SessionOptions) {
    this.#backend = backend;
    const graph = graphForProvider(step.graph, options.executionProvider);
    this.#step = { ...step, graph };
    this.#session = new NativeSession(backend.runtime, { name: graph.name, build: () => graph }, options);
  }

  get graph(): Graph {
    return this.#step.graph;
  }

  /** Runs the step: updates the variables, and returns new tensors for the results. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const feeds: Record<string, NativeTensor> = {};
    const outputs: Record<string, NativeTensor> = {};
    for (const [index, port] of this.#step.inputs) feeds[port.name] = this.#input(inputs[index]!, port);
    for (const [variable, port] of this.#step.read)
      feeds[port.name] = native(dataOf(this.#backend, variable).peek(), port);
    const assigned: (readonly [Variable, VariableData])[] = [];
    for (const [variable, port] of this.#step.assigned) {
      const data = dataOf(this.#backend, variable);
      outputs[port.name] = native(data.next(), port);
      assigned.push([variable, data]);
    }
    const results = this.#step.results.map((port) => ({ ...port, size: sizeOf(port.shape) }));
    const infos = this.#backend.pooled(results, (arrays) => {
      for (const [index, port] of results.entries()) outputs[port.name] = native(arrays[index]!, port);
      this.#session.write(feeds, outputs);
    });
    for (const [variable, data] of assigned) assignNext(variable, data);
    return infos.map((info) => engine().makeTensorFromTensorInfo(info));
  }

  dispose(): void {
    this.#session.dispose();
  }

  #input({ dataId }: Tensor, port: Port): NativeTensor {
    return native(typedValues(this.#backend.data.get(dataId).values, port.dtype), port);
  }
}

function native(values: TypedArray, { shape, dtype }: Port): NativeTensor {
  return nativeTensor(values, shape, dtype);
}
