import {
  engine,
  getKernelsForBackend,
  Tensor,
  tensor,
  tidy,
  type backend_util,
  type DataId,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorInfo,
  type TypedArray,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { OnnxRuntimeBackend } from "../eager/backend.ts";
import { sizeOf } from "../operators/emit-tensor.ts";
import { isFixed, type Source, type Trace, type TraceKernel, type TraceValue } from "./trace.ts";

/** What a step may give back. */
export type StepResult = Tensor | readonly Tensor[] | void;

export type StepFunction<Inputs extends readonly Tensor[], Result extends StepResult> = (
  ...inputs: Inputs
) => Result;

export interface Recording<Result> {
  readonly result: Result;
  /** What the step did, or why that cannot be told. */
  readonly trace: Trace | string;
}

type KernelCall = Parameters<KernelFunc>[0];

let recording = false;

/** Whether a step is being recorded: what another one does then is part of it. */
export function isRecording(): boolean {
  return recording;
}

/** Runs a step eagerly; its results are tensors of their own, whatever else holds them. */
export function runEagerly<Inputs extends readonly Tensor[], Result extends StepResult>(
  fn: StepFunction<Inputs, Result>,
  inputs: Inputs,
): Result {
  return tidy(() => ownedBy(fn(...inputs)) as Tensor) as Result;
}

function ownedBy(result: StepResult): StepResult {
  if (result instanceof Tensor) return result.clone();
  return result?.map((item) => item.clone());
}

/** Runs a step eagerly, and follows every kernel that it calls. */
export function record<Inputs extends readonly Tensor[], Result extends StepResult>(
  backend: OnnxRuntimeBackend,
  backendName: string,
  fn: StepFunction<Inputs, Result>,
  inputs: Inputs,
): Recording<Result> {
  // Copies, so that the step's arguments are told from whatever else holds the same tensors.
  const copies = inputs.map(({ dataId, shape, dtype }) =>
    tensor((backend.readSync(dataId) as TypedArray).slice(), shape, dtype),
  );
  const recorder = new Recorder(backend, copies);
  try {
    const result = recorder.follow(backendName, () => runEagerly(fn, copies as readonly Tensor[] as Inputs));
    return { result, trace: recorder.trace(result) };
  } finally {
    for (const copy of copies) copy.dispose();
  }
}

class Recorder {
  readonly #backend: OnnxRuntimeBackend;
  readonly #inputs: readonly TraceValue[];
  readonly #kernels: TraceKernel[] = [];
  /** Every shape and data type in which the step has seen a tensor's data. */
  readonly #values = new Map<DataId, TraceValue[]>();
  readonly #variables: ReadonlyMap<Variable, DataId>;
  readonly #variableOf = new Map<DataId, Variable | undefined>();
  #depth = 0;
  #refusal: string | undefined;

  constructor(backend: OnnxRuntimeBackend, inputs: readonly Tensor[]) {
    this.#backend = backend;
    this.#inputs = inputs.map((input, index) => this.#bind(input, { kind: "input", index }));
    this.#variables = new Map(registeredVariables().map((variable) => [variable, variable.dataId]));
    for (const [variable, dataId] of this.#variables)
      this.#variableOf.set(dataId, this.#variableOf.has(dataId) ? undefined : variable);
  }

  follow<Result>(backendName: string, action: () => Result): Result {
    const kernels = getKernelsForBackend(backendName).map((config) => [config, config.kernelFunc] as const);
    for (const [config, kernelFunc] of kernels)
      config.kernelFunc = (call) => this.#run(config.kernelName, kernelFunc, call);
    this.#backend.readSync = (dataId) => this.#read(dataId);
    recording = true;
    try {
      return action();
    } finally {
      recording = false;
      for (const [config, kernelFunc] of kernels) config.kernelFunc = kernelFunc;
      Reflect.deleteProperty(this.#backend, "readSync");
    }
  }

  trace(result: StepResult): Trace | string {
    const assigned = new Map<Variable, TraceValue>();
    for (const variable of registeredVariables()) {
      const before = this.#variables.get(variable);
      if (before === undefined) this.#refuse(`it makes a variable, "${variable.name}"`);
      else if (before !== variable.dataId) assigned.set(variable, this.#lookUp(variable));
    }
    for (const variable of this.#variables.keys())
      if (variable.isDisposed) this.#refuse(`it disposes of the variable "${variable.name}"`);
    const results = result === undefined ? [] : [result as Tensor | Tensor[]].flat();
    const values = results.map((item) => this.#lookUp(item));
    if (this.#refusal !== undefined) return this.#refusal;
    const resultKind = result === undefined ? "none" : Array.isArray(result) ? "list" : "one";
    return { inputs: this.#inputs, kernels: this.#kernels, assigned, results: values, resultKind };
  }

  #refuse(reason: string): void {
    this.#refusal ??= reason;
  }

  #run(name: string, kernelFunc: KernelFunc, call: KernelCall): TensorInfo | TensorInfo[] {
    if (this.#depth > 0) return kernelFunc(call);
    const inputs = namedInfos(call.inputs).map(([key, info]) => [key, this.#lookUp(info)] as const);
    this.#depth++;
    try {
      const outputs = kernelFunc(call);
      const kernel = { index: this.#kernels.length, name, inputs, attrs: { ...call.attrs } };
      this.#kernels.push(kernel);
      const fixed = inputs.every(([, value]) => isFixed(value));
      for (const [output, info] of [outputs].flat().entries()) {
        if (this.#find(info) !== undefined) continue;
        const values = fixed ? this.#hold(info.dataId) : undefined;
        this.#bind(info, { kind: "kernel", kernel, output, ...(values !== undefined && { values }) });
      }
      return outputs;
    } finally {
      this.#depth--;
    }
  }

  #read(dataId: DataId): backend_util.BackendValues {
    const known = this.#values.get(dataId)?.[0];
    const changes = known === undefined ? this.#variableOf.has(dataId) : !isFixed(known);
    if (this.#depth === 0 && changes)
      this.#refuse("it reads values that change from step to step into JavaScript");
    return Object.getPrototypeOf(this.#backend).readSync.call(this.#backend, dataId);
  }

  #find({ dataId, shape, dtype }: TensorInfo): TraceValue | undefined {
    return this.#values
      .get(dataId)
      ?.find((value) => value.dtype === dtype && value.shape.join() === shape.join());
  }

  #lookUp(info: TensorInfo): TraceValue {
    return this.#find(info) ?? this.#alias(info) ?? this.#enter(info);
  }

  /** Data known in another shape. */
  #alias(info: TensorInfo): TraceValue | undefined {
    const value = this.#values.get(info.dataId)?.find(({ dtype }) => dtype === info.dtype);
    if (value === undefined || sizeOf(value.shape) !== sizeOf(info.shape)) return undefined;
    const kernel = {
      index: this.#kernels.length,
      name: "Reshape",
      inputs: [["x", value] as const],
      attrs: { shape: info.shape },
    };
    this.#kernels.push(kernel);
    return this.#bind(info, { kind: "kernel", kernel, output: 0 });
  }

  /** A tensor from outside the step. */
  #enter(info: TensorInfo): TraceValue {
    if (!this.#variableOf.has(info.dataId))
      return this.#bind(info, { kind: "constant", values: this.#hold(info.dataId) });
    const variable =
      this.#variables.get(info as Variable) === info.dataId
        ? (info as Variable)
        : this.#variableOf.get(info.dataId);
    if (variable === undefined) this.#refuse("it reads data that two variables share");
    return this.#bind(info, { kind: "variable", variable: variable! });
  }

  /** The values of a tensor, which stay as they are when the tensor is gone. */
  #hold(dataId: DataId): TypedArray {
    this.#backend.release({ held: { dataId, shape: [], dtype: "float32" } });
    return this.#backend.data.get(dataId).values as TypedArray;
  }

  #bind({ dataId, shape, dtype }: TensorInfo, source: Source): TraceValue {
    const value = { shape: [...shape], dtype, source };
    const known = this.#values.get(dataId);
    if (known === undefined) this.#values.set(dataId, [value]);
    else known.push(value);
    return value;
  }
}

function registeredVariables(): Variable[] {
  return Object.values(engine().registeredVariables);
}

function namedInfos(inputs: NamedTensorInfoMap): (readonly [string, TensorInfo])[] {
  return Object.entries(inputs).flatMap(([name, info]) => (info ? [[name, info] as const] : []));
}
