import { dispose, engine, getBackend, type Tensor } from "@tensorflow/tfjs-core";
import type { Graph } from "@polyhead/onnx";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { OnnxRuntimeBackend } from "../eager/backend.ts";
import type { SessionOptions } from "../native/session.ts";
import { isEmitDataType } from "../operators/emit-tensor.ts";
import { operatorTable } from "../operators/operator-table.ts";
import { customOperators } from "../optimizers/custom-operators.ts";
import { differenceBetween } from "./compare-traces.ts";
import { emitTrace } from "./emit-trace.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { isRecording, record, runEagerly, type StepFunction, type StepResult } from "./recorder.ts";
import { StepSession } from "./step-session.ts";
import { withoutDeadKernels, type ResultKind, type Trace } from "./trace.ts";
import { VariableSnapshot } from "./variable-snapshot.ts";

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
  /** What another process needs so that its next run is a session, or eager, as the next one here would be; plain JSON. */
  save(): SavedRecordings;
  /** Goes on from what `save` gave of the same function, before the first run. */
  restore(saved: SavedRecordings): void;
  dispose(): void;
}

/** How far the recording of a step is, by the types of its inputs. */
export type SavedRecordings = Readonly<Record<string, SavedRecording>>;

interface SavedRecording {
  readonly recordings: number;
  /** of the last recording, where the next is compared with it */
  readonly fingerprint?: string;
  /** why the step stays eager */
  readonly reason?: string;
}

/** Runs of one shape after which a step that is never twice the same stays eager. */
const mostRecordings = 4;

const operators = new Map([...operatorTable, ...Object.entries(customOperators)]);

/** The graphs kept, by the shapes of their inputs: texts are padded to 11 lengths up to 256, in full batches and in the last one. */
const mostGraphs = 32;

/** What is known of the step for inputs of given types. */
interface Variant {
  recordings: number;
  /** The last recording, until the step is settled. */
  trace?: Trace;
  /** In its place, of the last recording in another process. */
  fingerprint?: string;
  session?: StepSession;
  /** Two recordings in a row were the same. */
  settled?: true;
  kind?: ResultKind;
  reason?: string;
}

/**
 * Makes one ONNX session of a function that calls tfjs kernels: forward, backward and optimizer as they come.
 *
 * For inputs of given types and shapes, the first runs are eager and recorded; once two in a row called the same kernels
 * with the same attributes and the same tensors made in JavaScript, the next runs are the session. What changes from step
 * to step must be an argument or a `tf.Variable`: a number that JavaScript computes is taken for a constant. The results
 * of recorded runs are the session's too, where there is one already, so that a training that was interrupted goes on to
 * the bit.
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
    const compiled = [...this.#variants].filter(([, { settled }]) => settled);
    return new Map(compiled.map(([key, { session }]) => [key, session!.graph]));
  }

  run(...inputs: Inputs): Result {
    checkAlive(inputs);
    if (isRecording()) return runEagerly(this.#fn, inputs);
    const backend = this.#currentBackend();
    const other = inputs.find(({ dtype }) => !isEmitDataType(dtype));
    if (other !== undefined) return this.#eagerly(inputs, `an input is of the data type ${other.dtype}`);
    if (backend === undefined) return this.#eagerly(inputs, `the backend is ${getBackend()}`);
    const variant = this.#variant(inputs);
    if (variant?.session !== undefined && variant.settled) {
      const result = this.#fromSession(variant.session, variant, inputs);
      this.#reason = undefined;
      return result;
    }
    if (variant === undefined) return this.#eagerly(inputs, `its inputs had ${mostGraphs} shapes before`);
    if (variant.reason !== undefined) return this.#eagerly(inputs, variant.reason);
    return this.#recorded(backend, variant, inputs);
  }

  save(): SavedRecordings {
    return Object.fromEntries([...this.#variants].map(([key, variant]) => [key, saved(variant)]));
  }

  restore(variants: SavedRecordings): void {
    for (const [key, variant] of Object.entries(variants)) this.#variants.set(key, { ...variant });
  }

  dispose(): void {
    for (const { session } of this.#variants.values()) session?.dispose();
    this.#variants.clear();
    this.#reason = "it is disposed of";
  }

  #currentBackend(): OnnxRuntimeBackend | undefined {
    const { backend } = engine();
    if (!(backend instanceof OnnxRuntimeBackend)) return undefined;
    if (this.#backend !== undefined && this.#backend !== backend) this.dispose();
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

  /**
   * Runs the step eagerly and records it. Where it can be compiled, its session then does the same work anew in its place,
   * so that a step gives the same to the bit whether or not it was recorded.
   */
  #recorded(backend: OnnxRuntimeBackend, variant: Variant, inputs: Inputs): Result {
    const before = new VariableSnapshot(backend);
    try {
      const { result, trace } = record(backend, getBackend(), this.#fn, inputs);
      const reason = this.#follow(backend, variant, trace);
      this.#reason = variant.reason ?? ["it is being recorded", reason ?? []].flat().join(": ");
      if (typeof trace === "string" || variant.session === undefined) return result;
      if (!before.holds(trace.assigned.keys())) return result;
      return this.#replaced(result, backend, before, variant, inputs);
    } finally {
      before.dispose();
    }
  }

  /**
   * Compiles the first recording, and settles where the next one is the same.
   *
   * @returns what keeps the step from being compiled
   */
  #follow(backend: OnnxRuntimeBackend, variant: Variant, recorded: Trace | string): string | undefined {
    variant.recordings++;
    const trace = typeof recorded === "string" ? undefined : withoutDeadKernels(recorded);
    const reason = trace === undefined ? (recorded as string) : changeFrom(variant, trace);
    const isSecond = variant.trace !== undefined || variant.fingerprint !== undefined;
    delete variant.trace;
    delete variant.fingerprint;
    if (trace !== undefined && reason === undefined) {
      this.#compile(backend, variant, trace);
      if (isSecond && variant.session !== undefined) variant.settled = true;
      else variant.trace = trace;
      return undefined;
    }
    this.#drop(variant);
    if (variant.recordings >= mostRecordings) variant.reason = reason!;
    else if (trace !== undefined) variant.trace = trace;
    return reason;
  }

  #compile(backend: OnnxRuntimeBackend, variant: Variant, trace: Trace): void {
    if (variant.session !== undefined) return;
    try {
      const step = emitTrace(trace, operators);
      variant.session = new StepSession(backend, step, {
        threads: backend.threads,
        spinning: true,
        ...this.#options,
      });
      variant.kind = trace.resultKind;
    } catch (error) {
      variant.reason = messageOf(error);
    }
  }

  /** What the session gives in place of an eager run's result and assignments, which stay where it fails. */
  #replaced(
    result: Result,
    backend: OnnxRuntimeBackend,
    before: VariableSnapshot,
    variant: Variant,
    inputs: Inputs,
  ): Result {
    const after = new VariableSnapshot(backend);
    try {
      before.restore();
      const own = this.#fromSession(variant.session!, variant, inputs);
      dispose(result as Tensor[]);
      return own;
    } catch (error) {
      after.restore();
      this.#drop(variant);
      this.#reason = variant.reason = messageOf(error);
      return result;
    } finally {
      after.dispose();
    }
  }

  #fromSession(session: StepSession, { kind }: Variant, inputs: Inputs): Result {
    const results = session.run(inputs);
    return (kind === "none" ? undefined : kind === "one" ? results[0] : results) as Result;
  }

  #drop(variant: Variant): void {
    variant.session?.dispose();
    delete variant.session;
    delete variant.settled;
  }
}

/** What differs between a recording and the one before it, if there was one. */
function changeFrom({ trace: before, fingerprint }: Variant, trace: Trace): string | undefined {
  if (before !== undefined) return differenceBetween(before, trace);
  if (fingerprint === undefined || fingerprint === fingerprintOf(trace)) return undefined;
  return "it is not what was recorded before it was interrupted";
}

/** A step that is settled is recorded anew: its session does the work of its recordings, too. */
function saved({ recordings, trace, fingerprint, settled, reason }: Variant): SavedRecording {
  if (settled) return { recordings: 0 };
  const last = trace === undefined ? fingerprint : fingerprintOf(trace);
  return {
    recordings,
    ...(last !== undefined && { fingerprint: last }),
    ...(reason !== undefined && { reason }),
  };
}

/** @throws PolyheadError `input-invalid` */
function checkAlive(inputs: readonly Tensor[]): void {
  const at = inputs.findIndex(({ isDisposed }) => isDisposed);
  if (at < 0) return;
  throw new PolyheadError(
    "input-invalid",
    `A compiled step needs tensors that are not disposed of. Received a disposed one as argument ${at + 1}: keep it, or run the step before.`,
    { details: { argument: at + 1 } },
  );
}
