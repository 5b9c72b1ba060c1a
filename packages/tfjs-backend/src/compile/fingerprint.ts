import type { Variable } from "@tensorflow/tfjs-core";
import { createHash, type Hash } from "node:crypto";
import type { Trace, TraceKernel, TraceValue } from "./trace.ts";

/**
 * A hash of what a step computes, the same in every process: variables count by the order in which they are met, kernels by
 * their place.
 *
 * @param trace without dead kernels
 */
export function fingerprintOf(trace: Trace): string {
  const hash = createHash("sha256");
  const variables = new Map<Variable, number>();
  const places = new Map<TraceKernel, number>(trace.kernels.map((kernel, place) => [kernel, place]));
  const variableAt = (variable: Variable): number => {
    if (!variables.has(variable)) variables.set(variable, variables.size);
    return variables.get(variable)!;
  };
  const addValue = ({ dtype, shape, source }: TraceValue): void => {
    hash.update(`${dtype}[${shape.join()}] ${source.kind} `);
    if (source.kind === "input") hash.update(`${source.index};`);
    else if (source.kind === "variable") hash.update(`${variableAt(source.variable)};`);
    else if (source.kind === "kernel") hash.update(`${places.get(source.kernel)}.${source.output};`);
    if (source.kind === "constant" || source.kind === "kernel") addNumbers(hash, source.values);
  };
  for (const { name, inputs, attrs } of trace.kernels) {
    hash.update(`${name} ${inputs.length} ${attributesText(attrs)};`);
    for (const [, value] of inputs) addValue(value);
  }
  hash.update(`${trace.resultKind} ${trace.results.length} ${trace.assigned.size};`);
  for (const [variable, value] of trace.assigned) {
    hash.update(`${variableAt(variable)} = `);
    addValue(value);
  }
  for (const value of trace.results) addValue(value);
  return hash.digest("hex");
}

/** A template writes NaN and the infinities, which JSON has not. */
export function attributesText(attrs: TraceKernel["attrs"]): string {
  return Object.entries(attrs)
    .map(([name, value]) => `${name}=${value as string}`)
    .join(" ");
}

function addNumbers(hash: Hash, values: ArrayBufferView | undefined): void {
  if (values === undefined) return;
  hash.update(`${values.byteLength}:`);
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
