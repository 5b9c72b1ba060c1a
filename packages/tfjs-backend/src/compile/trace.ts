import type { DataType, NamedAttrMap, TypedArray, Variable } from "@tensorflow/tfjs-core";

/** Where a value of a step comes from. */
export type Source =
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "constant"; readonly values: TypedArray }
  | {
      readonly kind: "kernel";
      readonly kernel: TraceKernel;
      readonly output: number;
      /** What the kernel gave, where it depends on constants alone. */
      readonly values?: TypedArray;
    };

export interface TraceValue {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly source: Source;
}

/** One call of a tfjs kernel. */
export interface TraceKernel {
  /** Its place among the kernels of the step. */
  readonly index: number;
  readonly name: string;
  readonly inputs: readonly (readonly [name: string, value: TraceValue])[];
  readonly attrs: NamedAttrMap;
}

/** What a step gives back: nothing, a tensor or a list of them. */
export type ResultKind = "none" | "one" | "list";

/** A step as the kernels that it called, in order. */
export interface Trace {
  readonly inputs: readonly TraceValue[];
  readonly kernels: readonly TraceKernel[];
  readonly assigned: ReadonlyMap<Variable, TraceValue>;
  readonly results: readonly TraceValue[];
  readonly resultKind: ResultKind;
}

/** Whether a value is the same in every step: made in JavaScript, or computed from such values alone. */
export function isFixed({ source }: TraceValue): boolean {
  return source.kind === "constant" || (source.kind === "kernel" && source.values !== undefined);
}

/** The trace without the kernels that neither a result nor an assignment depends on. */
export function withoutDeadKernels(trace: Trace): Trace {
  const live = new Set<TraceKernel>();
  const pending = [...trace.results, ...trace.assigned.values()];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.source.kind !== "kernel" || live.has(value.source.kernel)) continue;
    live.add(value.source.kernel);
    for (const [, input] of value.source.kernel.inputs) pending.push(input);
  }
  return { ...trace, kernels: trace.kernels.filter((kernel) => live.has(kernel)) };
}
