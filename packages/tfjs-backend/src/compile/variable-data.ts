import { PolyheadError } from "@polyhead/spec";
import { tensor, type backend_util, type TypedArray, type Variable } from "@tensorflow/tfjs-core";
import { newArray } from "../eager/plan.ts";
import type { OnnxRuntimeBackend } from "../eager/backend.ts";
import type { EmitDataType } from "../operators/emit-tensor.ts";
import { typedValues } from "./typed-values.ts";

/**
 * A variable's data while compiled steps update it: the backend's own entry for it, with a second array to write the next
 * values to.
 *
 * Whoever reads the entry may keep the array that it gets, so one that was read is never written to again.
 */
export class VariableData {
  readonly dtype: EmitDataType;
  refCount: number;
  #values: TypedArray;
  #spare: TypedArray | undefined;
  #seen = true;

  constructor(values: TypedArray, dtype: EmitDataType, refCount: number) {
    this.dtype = dtype;
    this.refCount = refCount;
    this.#values = values;
  }

  get values(): backend_util.BackendValues {
    this.#seen = true;
    return this.#values;
  }

  set values(values: backend_util.BackendValues) {
    this.#values = values as TypedArray;
    this.#seen = true;
  }

  /** The current values, for a reader that keeps no hold of them. */
  peek(): TypedArray {
    return this.#values;
  }

  /** An array of ours for the next values. */
  next(): TypedArray {
    this.#spare ??= newArray(this.dtype, this.#values.length);
    return this.#spare;
  }

  /** Makes the array from `next` the current values. */
  advance(): void {
    const before = this.#values;
    this.#values = this.next();
    this.#spare = this.#seen ? undefined : before;
    this.#seen = false;
  }

  /** Gives the array from `next` away. */
  release(): TypedArray {
    const next = this.next();
    this.#spare = undefined;
    return next;
  }
}

/**
 * The data of a variable, made such that compiled steps can update it.
 *
 * @throws PolyheadError `input-invalid` when the variable is disposed of
 */
export function dataOf(backend: OnnxRuntimeBackend, variable: Variable): VariableData {
  if (variable.isDisposed)
    throw new PolyheadError(
      "input-invalid",
      `A compiled step needs the variables that it was recorded with. Received "${variable.name}" disposed of: make a step anew.`,
      { details: { variable: variable.name } },
    );
  const entry = backend.data.get(variable.dataId);
  if (entry instanceof VariableData) return entry;
  const dtype = variable.dtype as EmitDataType;
  const data = new VariableData(typedValues(entry.values, dtype), dtype, entry.refCount);
  backend.data.set(variable.dataId, data);
  return data;
}

/** Gives a variable the values written to `data.next()`; other tensors that share its data keep theirs. */
export function assignNext(variable: Variable, data: VariableData): void {
  if (data.refCount === 1) {
    data.advance();
    return;
  }
  const next = tensor(data.release(), variable.shape, variable.dtype);
  variable.assign(next);
  next.dispose();
}
