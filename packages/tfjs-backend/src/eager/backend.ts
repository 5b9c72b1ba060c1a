import { availableParallelism, totalmem } from "node:os";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  engine,
  util,
  type backend_util,
  type DataId,
  type DataType,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  type TypedArray,
} from "@tensorflow/tfjs-core";
import { PolyheadError } from "@polyhead/spec";
import {
  ONNXRUNTIME_VERSION,
  type NativeFeeds,
  type NativeRuntime,
  type NativeTensor,
} from "../native/binding.ts";
import { nativeRuntime } from "../native/runtime.ts";
import { isEmitDataType, sizeOf, type EmitDataType } from "../operators/emit-tensor.ts";
import type { Emit } from "../operators/operator.ts";
import { ArrayPool } from "./array-pool.ts";
import { kernelKey } from "./kernel-key.ts";
import { checkIndices, isRun } from "./native-kernels.ts";
import { lotSize, writeInLots } from "./lots.ts";
import { nativeTensor, planKernel, type NamedInfos, type Output, type Plan } from "./plan.ts";
import { SessionCache } from "./session-cache.ts";
import { isSmall, threadsFor } from "./weight.ts";

export interface BackendOptions {
  /** Threads for heavy kernels; the number of cores by default. */
  readonly threads?: number;
  /** Outputs of fewer elements together are copied by the binding, which then costs less than keeping it from it. */
  readonly smallOutput?: number;
  /** Runs every kernel of the table in ONNX Runtime, however small: for tests. */
  readonly force?: boolean;
}

const cacheLimits = { plans: 2000, threads: 256 };

/**
 * A tfjs backend whose kernels are one-operator sessions of ONNX Runtime.
 *
 * Tensors are typed arrays, as in tfjs's JavaScript backend, which it extends: whatever ONNX Runtime cannot compute
 * exactly, or not faster, runs on that backend's kernels.
 */
export class OnnxRuntimeBackend extends MathBackendCPU {
  readonly runtime: NativeRuntime;
  readonly threads: number;
  readonly force: boolean;
  readonly #smallOutput: number;
  readonly #plans = new SessionCache<Plan>(cacheLimits);
  readonly #pool = new ArrayPool(totalmem() / 4);
  readonly #unsupported = new Set<string>();

  /** @throws PolyheadError as `nativeRuntime` does */
  constructor(options: BackendOptions = {}) {
    super();
    this.runtime = nativeRuntime();
    this.threads = options.threads ?? availableParallelism();
    this.force = options.force ?? false;
    this.#smallOutput = options.smallOutput ?? 8192;
    // Or its first tensor would print an advertisement for tfjs-node.
    Reflect.set(this, "firstUse", false);
  }

  /** The engine in words: its version, its threads and how it hands out results. */
  get description(): string {
    const { copiesBecause } = this.runtime;
    const outputs = copiesBecause === undefined ? "written in place" : `copied, as ${copiesBecause}`;
    const threads = `${this.threads} thread${this.threads === 1 ? "" : "s"}`;
    return `ONNX Runtime ${ONNXRUNTIME_VERSION}, ${threads}, outputs ${outputs}`;
  }

  /** Sessions held, and the threads of their pools. */
  get sessions(): { readonly count: number; readonly threads: number } {
    return { count: this.#plans.size, threads: this.#plans.threads };
  }

  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): DataId {
    return super.write(ofType(values, dtype), shape, dtype);
  }

  /** Runs a kernel of the table, or `fallback` where that is faster or the only way. */
  runKernel(
    kernelName: string,
    emit: Emit,
    fallback: KernelFunc,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
  ): TensorInfo | TensorInfo[] {
    this.#checkAlive(kernelName, inputs);
    const plan = this.#plan(kernelName, emit, inputs, attrs);
    if (plan === undefined) {
      this.release(inputs);
      return fallback({ inputs, attrs, backend: this });
    }
    if (kernelName === "GatherV2") this.#checkIndices(inputs as GatherInputs, attrs);
    const feeds = this.#feeds(givenInputs(inputs));
    const results =
      plan.size < this.#smallOutput
        ? this.#read(plan, feeds)
        : this.pooled(plan.outputs, (arrays) => plan.write(feeds, arrays));
    return results.length === 1 && !listed.has(kernelName) ? results[0]! : results;
  }

  /** Runs a kernel whose inputs and outputs are of one shape, but for scalar inputs, as `runKernel` does. */
  runElementwise(
    kernelName: string,
    emit: Emit,
    fallback: KernelFunc,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
  ): TensorInfo | TensorInfo[] {
    const given = givenInputs(inputs);
    const shape = given.map((input) => input[1].shape).find(({ length }) => length > 0) ?? [];
    const size = sizeOf(shape);
    const planOf = (length: number): Plan | undefined => {
      const lot = given.map(([name, info]) => [
        name,
        info.shape.length > 0 ? { ...info, shape: [length] } : info,
      ]);
      return this.#plan(kernelName, emit, Object.fromEntries(lot), attrs, true);
    };
    const whole = size > lotSize ? planOf(lotSize) : undefined;
    if (whole === undefined) return this.runKernel(kernelName, emit, fallback, inputs, attrs);
    this.#checkAlive(kernelName, inputs);
    const outputs = whole.outputs.map(({ dtype, name }) => ({ name, dtype, shape, size }));
    return this.pooled(outputs, (arrays) =>
      writeInLots(size, planOf as (length: number) => Plan, this.#feeds(given), arrays),
    );
  }

  /** A copy where the array may serve another tensor later, else the array itself, as in tfjs's JavaScript backend. */
  override readSync(dataId: DataId): backend_util.BackendValues {
    const values = super.readSync(dataId);
    return this.#entry(dataId).pooled === true ? (values as TypedArray).slice() : values;
  }

  override disposeData(dataId: DataId, force: boolean = false): boolean {
    if (!this.data.has(dataId)) return true;
    const { values, dtype, pooled } = this.#entry(dataId);
    const disposed = super.disposeData(dataId, force);
    if (disposed && pooled === true) this.#pool.give(dtype as EmitDataType, values as TypedArray);
    return disposed;
  }

  /** Takes arrays out of the pool's cycle, as kernels that see them may keep them. */
  release(inputs: NamedTensorInfoMap): void {
    for (const [, { dataId }] of givenInputs(inputs))
      if (this.data.has(dataId)) delete this.#entry(dataId).pooled;
  }

  override dispose(): void {
    this.#plans.clear();
    this.#pool.clear();
    super.dispose();
  }

  #read(plan: Plan, feeds: NativeFeeds): TensorInfo[] {
    const arrays = plan.read(feeds);
    return plan.outputs.map(({ shape, dtype }, index) =>
      this.makeTensorInfo([...shape], dtype, arrays[index]),
    );
  }

  /** Tensors in arrays of the pool, which `fill` fills; they go back when the tensors are disposed of. */
  pooled(outputs: readonly Output[], fill: (arrays: readonly TypedArray[]) => void): TensorInfo[] {
    const arrays = outputs.map(({ dtype, size }) => this.#pool.take(dtype, size));
    fill(arrays);
    return outputs.map(({ shape, dtype }, index) => {
      const info = this.makeTensorInfo([...shape], dtype, arrays[index]);
      this.#entry(info.dataId).pooled = true;
      return info;
    });
  }

  #entry(dataId: DataId): Entry {
    return this.data.get(dataId);
  }

  #plan(
    kernelName: string,
    emit: Emit,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
    isLot: boolean = false,
  ): Plan | undefined {
    const given = givenInputs(inputs);
    if (given.some(([, { shape }]) => shape.includes(0))) return undefined;
    if (kernelName === "Slice" && isRun(inputs["x"]!, attrs["begin"] as number[], attrs["size"] as number[]))
      return undefined;
    if (!this.force && !isLot && isSmall(kernelName, given)) return undefined;
    const key = kernelKey(kernelName, given, attrs);
    const known = this.#plans.get(key);
    if (known !== undefined || this.#unsupported.has(key)) return known;
    const threads = isLot ? 1 : threadsFor(kernelName, given, this.threads);
    const plan = planKernel(this.runtime, kernelName, emit, given, attrs, threads);
    if (plan !== undefined) this.#plans.set(key, plan);
    else if (this.#unsupported.size < cacheLimits.plans) this.#unsupported.add(key);
    return plan;
  }

  #checkAlive(kernelName: string, inputs: NamedTensorInfoMap): void {
    for (const [name, { dataId }] of givenInputs(inputs)) {
      // A tensor of another backend is known to the engine, and moves here when it is read.
      if (this.data.has(dataId) || engine().state.tensorInfo.has(dataId)) continue;
      throw new PolyheadError(
        "input-invalid",
        `Kernel ${kernelName} needs tensors that are not disposed of. Received a disposed one as "${name}": keep it, or compute before it is disposed of.`,
        { details: { kernelName, input: name } },
      );
    }
  }

  #checkIndices({ x, indices }: GatherInputs, attrs: NamedAttrMap): void {
    const [axis = 0] = util.parseAxisParam(attrs["axis"] as number, x.shape);
    checkIndices(this.data.get(indices.dataId).values as TypedArray, x.shape[axis]!);
  }

  #feeds(inputs: NamedInfos): NativeFeeds {
    const feeds: Record<string, NativeTensor> = {};
    for (const [name, info] of inputs) feeds[name] = this.#feed(info);
    return feeds;
  }

  #feed({ dataId, shape, dtype }: TensorInfo): NativeTensor {
    const values = ofType(this.data.get(dataId).values!, dtype) as TypedArray;
    return nativeTensor(values, shape, dtype as "float32");
  }
}

/** What the storage holds of a tensor; `pooled`: the array is ours alone, and goes back when the tensor goes. */
interface Entry {
  readonly values?: backend_util.BackendValues;
  readonly dtype: DataType;
  pooled?: true;
}

interface GatherInputs extends NamedTensorInfoMap {
  readonly x: TensorInfo;
  readonly indices: TensorInfo;
}

/** Inputs without the optional ones left out. */
function givenInputs(inputs: NamedTensorInfoMap): NamedInfos {
  return Object.entries(inputs).flatMap(([name, info]) => (info ? [[name, info] as const] : []));
}

/** Kernels whose result is a list, however long. */
const listed = new Set(["SplitV", "Unpack"]);

/** The values in the array that tfjs promises for their type: its JavaScript kernels do not always keep to it. */
function ofType(values: backend_util.BackendValues, dtype: DataType): backend_util.BackendValues {
  if (!isEmitDataType(dtype) || values === null || values === undefined) return values;
  if (dtype === "float32")
    return values instanceof Float32Array ? values : new Float32Array(values as TypedArray);
  if (dtype === "int32") return values instanceof Int32Array ? values : new Int32Array(values as TypedArray);
  return values instanceof Uint8Array ? values : new Uint8Array(values as TypedArray);
}
