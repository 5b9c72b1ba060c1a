import type { TypedArray } from "@tensorflow/tfjs-core";
import { attributesText } from "./fingerprint.ts";
import type { Trace, TraceKernel, TraceValue } from "./trace.ts";

/**
 * What differs between two recordings of one step, both without dead kernels.
 *
 * @returns `undefined` where both are the same computation
 */
export function differenceBetween(first: Trace, second: Trace): string | undefined {
  if (first.kernels.length !== second.kernels.length)
    return `it called ${first.kernels.length} kernels once and ${second.kernels.length} the next time`;
  const places = new Map<TraceKernel, number>();
  for (const [index, kernel] of first.kernels.entries()) places.set(kernel, index);
  for (const [index, kernel] of second.kernels.entries()) places.set(kernel, index);
  for (const [index, kernel] of first.kernels.entries()) {
    const difference = betweenKernels(kernel, second.kernels[index]!, places);
    if (difference !== undefined) return difference;
  }
  return betweenEnds(first, second, places);
}

function betweenKernels(
  first: TraceKernel,
  second: TraceKernel,
  places: ReadonlyMap<TraceKernel, number>,
): string | undefined {
  if (first.name !== second.name || first.inputs.length !== second.inputs.length)
    return `it called ${first.name} once and ${second.name} the next time`;
  if (attributesText(first.attrs) !== attributesText(second.attrs))
    return `the attributes of ${first.name} changed from ${attributesText(first.attrs)} to ${attributesText(second.attrs)}`;
  for (const [index, [name, value]] of first.inputs.entries()) {
    const difference = betweenValues(value, second.inputs[index]![1], places);
    if (difference !== undefined) return `${difference}, input "${name}" of ${first.name}`;
  }
  return undefined;
}

function betweenEnds(
  first: Trace,
  second: Trace,
  places: ReadonlyMap<TraceKernel, number>,
): string | undefined {
  if (first.resultKind !== second.resultKind || first.results.length !== second.results.length)
    return "it gave back another number of tensors";
  if (first.assigned.size !== second.assigned.size)
    return `it assigned ${first.assigned.size} variables once and ${second.assigned.size} the next time`;
  for (const [variable, value] of first.assigned) {
    const other = second.assigned.get(variable);
    if (other === undefined) return `it assigned the variable "${variable.name}" once and not the next time`;
    const difference = betweenValues(value, other, places);
    if (difference !== undefined) return `${difference}, assigned to the variable "${variable.name}"`;
  }
  for (const [index, value] of first.results.entries()) {
    const difference = betweenValues(value, second.results[index]!, places);
    if (difference !== undefined) return `${difference}, given back`;
  }
  return undefined;
}

function betweenValues(
  first: TraceValue,
  second: TraceValue,
  places: ReadonlyMap<TraceKernel, number>,
): string | undefined {
  if (first.dtype !== second.dtype || first.shape.join() !== second.shape.join())
    return `a tensor changed from ${typeOf(first)} to ${typeOf(second)}`;
  const [a, b] = [first.source, second.source];
  if (a.kind === "constant" && b.kind === "constant")
    return sameValues(a.values, b.values)
      ? undefined
      : `a tensor of ${typeOf(first)} made in JavaScript changed from step to step`;
  if (a.kind === "kernel" && b.kind === "kernel") {
    if (places.get(a.kernel) !== places.get(b.kernel) || a.output !== b.output)
      return `a tensor of ${typeOf(first)} came from another kernel`;
    return sameValues(a.values, b.values)
      ? undefined
      : `${a.kernel.name} gave other values of ${typeOf(first)} for the same inputs`;
  }
  const same =
    (a.kind === "input" && b.kind === "input" && a.index === b.index) ||
    (a.kind === "variable" && b.kind === "variable" && a.variable === b.variable);
  return same ? undefined : `a tensor of ${typeOf(first)} came from elsewhere`;
}

function sameValues(first: TypedArray | undefined, second: TypedArray | undefined): boolean {
  if (first === second) return true;
  if (first === undefined || second?.length !== first.length) return false;
  for (let index = 0; index < first.length; index++)
    if (!Object.is(first[index], second[index])) return false;
  return true;
}

function typeOf({ dtype, shape }: TraceValue): string {
  return `${dtype}[${shape.join()}]`;
}
