import { PolyheadError } from "@polyhead/spec";
import {
  eliminateCommonSubexpressions,
  eliminateDeadNodes,
  eliminateNoOps,
  fuseBiases,
  type Graph,
  type Pass,
  type Value,
} from "@polyhead/onnx";
import type { TypedArray, Variable } from "@tensorflow/tfjs-core";
import { newArray } from "../eager/plan.ts";
import { newGraph } from "../native/session.ts";
import { Emission } from "../operators/emission.ts";
import { isEmitDataType, sizeOf, type EmitDataType, type EmitTensor } from "../operators/emit-tensor.ts";
import type { Emit } from "../operators/operator.ts";
import type { Trace, TraceKernel, TraceValue } from "./trace.ts";

/** A value that goes in or out of a graph, by its name there. */
export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: EmitDataType;
}

/** A step as a graph of ONNX nodes. */
export interface StepGraph {
  readonly graph: Graph;
  /** The inputs that the step depends on, by their places among its arguments. */
  readonly inputs: ReadonlyMap<number, Port>;
  /** The values that variables have before the step. */
  readonly read: ReadonlyMap<Variable, Port>;
  /** The values that variables have after the step. */
  readonly assigned: ReadonlyMap<Variable, Port>;
  readonly results: readonly Port[];
}

/** Elements up to which a value that depends on constants alone is written as a constant, not as nodes. */
const foldedElements = 1024;

const passes: readonly Pass[] = [
  eliminateNoOps,
  eliminateCommonSubexpressions,
  fuseBiases,
  eliminateDeadNodes,
];

/**
 * Writes a trace as a graph.
 *
 * @throws PolyheadError `export-unsupported` for a kernel that has no equal in ONNX
 */
export function emitTrace(trace: Trace, operators: ReadonlyMap<string, Emit>): StepGraph {
  const emitter = new TraceEmitter(operators);
  for (const kernel of trace.kernels) emitter.kernel(kernel);
  const assigned = new Map<Variable, Port>();
  for (const [variable, value] of trace.assigned)
    assigned.set(variable, emitter.output(value, `assigned${assigned.size}`));
  const results = trace.results.map((value, index) => emitter.output(value, `result${index}`));
  return {
    graph: optimized(emitter.graph()),
    inputs: emitter.inputs,
    read: emitter.read,
    assigned,
    results,
  };
}

function optimized(start: Graph): Graph {
  let graph = start;
  for (let changed = true; changed;) {
    const before = graph;
    for (const pass of passes) ({ graph } = pass(graph));
    changed = graph !== before;
  }
  return graph;
}

class TraceEmitter {
  readonly inputs = new Map<number, Port>();
  readonly read = new Map<Variable, Port>();
  readonly #operators: ReadonlyMap<string, Emit>;
  readonly #builder = newGraph("step");
  readonly #emission = new Emission(this.#builder);
  readonly #entered = new Map<number | Variable, Value>();
  readonly #outputs = new Map<TraceKernel, readonly EmitTensor[]>();

  constructor(operators: ReadonlyMap<string, Emit>) {
    this.#operators = operators;
  }

  graph(): Graph {
    return this.#builder.build();
  }

  kernel(kernel: TraceKernel): void {
    const { name, inputs, attrs } = kernel;
    const emit = this.#operators.get(name);
    if (emit === undefined || inputs.some(([, { shape }]) => shape.includes(0))) return;
    const tensors = Object.fromEntries(inputs.map(([key, value]) => [key, this.#tensor(value)]));
    const emitted = emit({ emission: this.#emission, inputs: tensors, attrs });
    if (emitted !== undefined) this.#outputs.set(kernel, [emitted as EmitTensor | EmitTensor[]].flat());
  }

  output(value: TraceValue, name: string): Port {
    const { value: plain, shape, dtype } = this.#emission.plain(this.#tensor(value));
    this.#builder.output(plain, name);
    return { name, shape, dtype };
  }

  #tensor({ source, shape, dtype }: TraceValue): EmitTensor {
    if (!isEmitDataType(dtype)) throw unsupported(`a tensor is of the data type ${dtype}`);
    if (source.kind === "constant") return this.#constant(source.values, shape, dtype);
    if (source.kind === "input")
      return this.#entry(this.inputs, source.index, `input${source.index}`, shape, dtype);
    if (source.kind === "variable")
      return this.#entry(this.read, source.variable, `variable${this.read.size}`, shape, dtype);
    const emitted = this.#outputs.get(source.kernel)?.[source.output];
    if (source.values !== undefined && (emitted === undefined || sizeOf(shape) <= foldedElements))
      return this.#constant(source.values, shape, dtype);
    if (emitted !== undefined) return emitted;
    throw unsupported(`the kernel ${source.kernel.name} has no equal in ONNX for ${typesOf(source.kernel)}`);
  }

  #entry<Key extends number | Variable>(
    ports: Map<Key, Port>,
    key: Key,
    name: string,
    shape: readonly number[],
    dtype: EmitDataType,
  ): EmitTensor {
    const value = this.#entered.get(key) ?? this.#builder.input(name, dtype, shape);
    if (!ports.has(key)) ports.set(key, { name, shape, dtype });
    this.#entered.set(key, value);
    return { value, shape, dtype };
  }

  #constant(values: TypedArray, shape: readonly number[], dtype: EmitDataType): EmitTensor {
    if (values.length <= foldedElements)
      return { value: this.#emission.constant(values, shape, dtype), shape, dtype };
    const typed = newArray(dtype, values.length);
    typed.set(values);
    return { value: this.#builder.initializer("constant", typed, shape, dtype), shape, dtype };
  }
}

function typesOf({ inputs }: TraceKernel): string {
  return inputs.map(([, { dtype, shape }]) => `${dtype}[${shape.join()}]`).join(", ");
}

function unsupported(reason: string): PolyheadError {
  return new PolyheadError("export-unsupported", reason);
}
