import { engine, getBackend, type Tensor } from "@tensorflow/tfjs-core";
import type { Graph } from "@polyhead/onnx";
import { messageOf } from "@polyhead/spec";
import { OnnxRuntimeBackend } from "../eager/backend.ts";
import type { SessionOptions } from "../native/session.ts";
import { isEmitDataType } from "../operators/emit-tensor.ts";
import { operatorTable } from "../operators/operator-table.ts";
import { customOperators } from "../optimizers/custom-operators.ts";
import { differenceBetween } from "./compare-traces.ts";
import { emitTrace } from "./emit-trace.ts";
import { isRecording, record, runEagerly, type StepFunction, type StepResult } from "./recorder.ts";
import { StepSession } from "./step-session.ts";
import { withoutDeadKernels, type ResultKind, type Trace } from "./trace.ts";

/** How the step's session runs; all cores by default. */
export type CompileOptions = SessionOptions;

/** A step that runs as one ONNX session, where it can. */
export interface CompiledStep<Inputs extends readonly Tensor[], Result extends StepResult> {
  /** Runs the step once; what it gives back is the caller's to dispose of. */
  run(...inputs: Inputs): Result;
  /** Whether the last run was one session. */
  readonly compiled: boolean;
  /** Why the last run was eager, where it was. */
  readonly reason: string | undefined;
  /** The step's graphs, by the types of its inputs. */
  readonly graphs: ReadonlyMap<string, Graph>;
  dispose(): void;
}

/** Runs of one shape after which a step that is never twice the same stays eager. */
const mostRecordings = 4;

const operators = new Map([...operatorTable, ...Object.entries(customOperators)]);

/** The graphs kept, by the shapes of their inputs. */
const mostGraphs = 16;

/** What is known of the step for inputs of given types. */
interface Variant {
  recordings: number;
  trace?: Trace;
  session?: StepSession;
  kind?: ResultKind;
  reason?: string;
}

/**
 * Makes one ONNX session of a function that calls tfjs kernels: forward, backward and optimizer as they come.
 *
 * For inputs of given types and shapes, the first runs are eager and recorded; once two in a row called the same kernels
 * with the same attributes and the same tensors made in JavaScript, the next runs are the session. What changes from step
 * to step must be an argument or a `tf.Variable`: a number that JavaScript computes is taken for a constant.
 *
 * Variables are up to date after every run, and may be read and assigned as ever.
 *
 * @param fn runs in a `tidy`; gives back nothing, a tensor or a list of them
 */
export function compileStep<Inputs extends readonly Tensor[], Result extends StepResult>(
  fn: StepFunction<Inputs, Result>,
  options: CompileOptions = {},
): CompiledStep<Inputs, Result> {
  return new Compiler(fn, options);
}

class Compiler<Inputs extends readonly Tensor[], Result extends StepResult> implements CompiledStep<
  Inputs,
  Result
> {
  readonly #fn: StepFunction<Inputs, Result>;
  readonly #options: CompileOptions;
  readonly #variants = new Map<string, Variant>();
  #backend: OnnxRuntimeBackend | undefined;
  #reason: string | undefined = "it has not run yet";

  constructor(fn: StepFunction<Inputs, Result>, options: CompileOptions) {
    this.#fn = fn;
    this.#options = options;
  }

  get compiled(): boolean {
    return this.#reason === undefined;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  get graphs(): ReadonlyMap<string, Graph> {
    const compiled = [...this.#variants].filter(([, { session }]) => session !== undefined);
    return new Map(compiled.map(([key, { session }]) => [key, session!.graph]));
  }

  run(...inputs: Inputs): Result {
    if (isRecording()) return runEagerly(this.#fn, inputs);
    const backend = this.#currentBackend();
    const other = inputs.find(({ dtype }) => !isEmitDataType(dtype));
    if (other !== undefined) return this.#eagerly(inputs, `an input is of the data type ${other.dtype}`);
    if (backend === undefined) return this.#eagerly(inputs, `the backend is ${getBackend()}`);
    const variant = this.#variant(inputs);
    if (variant?.session !== undefined) {
      const results = variant.session.run(inputs);
      this.#reason = undefined;
      return (variant.kind === "none" ? undefined : variant.kind === "one" ? results[0] : results) as Result;
    }
    if (variant === undefined) return this.#eagerly(inputs, `its inputs had ${mostGraphs} shapes before`);
    if (variant.reason !== undefined) return this.#eagerly(inputs, variant.reason);
    return this.#recorded(backend, variant, inputs);
  }

  dispose(): void {
    for (const { session } of this.#variants.values()) session?.dispose();
    this.#variants.clear();
    this.#reason = "it is disposed of";
  }

  #currentBackend(): OnnxRuntimeBackend | undefined {
    const { backend } = engine();
    if (!(backend instanceof OnnxRuntimeBackend)) return undefined;
    if (this.#backend !== backend) this.dispose();
    this.#backend = backend;
    return backend;
  }

  #variant(inputs: Inputs): Variant | undefined {
    const key = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(" ");
    const known = this.#variants.get(key);
    if (known !== undefined || this.#variants.size === mostGraphs) return known;
    const variant = { recordings: 0 };
    this.#variants.set(key, variant);
    return variant;
  }

  #eagerly(inputs: Inputs, reason: string): Result {
    this.#reason = reason;
    return runEagerly(this.#fn, inputs);
  }

  #recorded(backend: OnnxRuntimeBackend, variant: Variant, inputs: Inputs): Result {
    const { result, trace } = record(backend, getBackend(), this.#fn, inputs);
    variant.recordings++;
    this.#reason = "it is being recorded";
    const reason =
      typeof trace === "string" ? trace : this.#compare(backend, variant, withoutDeadKernels(trace));
    if (typeof trace === "string") delete variant.trace;
    if (reason !== undefined && variant.recordings >= mostRecordings) {
      variant.reason = reason;
      delete variant.trace;
    }
    if (reason !== undefined) this.#reason = variant.reason ?? `it is being recorded: ${reason}`;
    return result;
  }

  /** Compiles a step that was recorded twice the same. */
  #compare(backend: OnnxRuntimeBackend, variant: Variant, trace: Trace): string | undefined {
    const before = variant.trace;
    variant.trace = trace;
    if (before === undefined) return undefined;
    const difference = differenceBetween(before, trace);
    if (difference !== undefined) return difference;
    delete variant.trace;
    try {
      const step = emitTrace(trace, operators);
      variant.session = new StepSession(backend, step, { threads: backend.threads, ...this.#options });
      variant.kind = trace.resultKind;
      return undefined;
    } catch (error) {
      variant.reason = messageOf(error);
      return variant.reason;
    }
  }
}
