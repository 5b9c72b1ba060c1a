import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { messageOf, PolyheadError } from "@polyhead/spec";

/** The version whose internals this package relies on. */
export const ONNXRUNTIME_VERSION = "1.30.0";

type NativeData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** A tensor as the binding reads it; `data` is used in place, never copied. */
export interface NativeTensor {
  readonly type: "float32" | "int32" | "int64" | "bool";
  readonly data: NativeData;
  readonly dims: readonly number[];
  readonly location: "cpu";
}

export type NativeFeeds = Readonly<Record<string, NativeTensor>>;

/** The binding's own session, which runs synchronously. */
export interface BindingSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(
    feeds: NativeFeeds,
    fetches: Readonly<Record<string, NativeTensor | null>>,
  ): Record<string, NativeTensor>;
  dispose(): void;
}

type TensorConstructor = new (...parameters: unknown[]) => object;

interface Binding {
  readonly InferenceSession: new () => BindingSession;
  initOrtOnce(logLevel: number, tensor: TensorConstructor, isMainThread: boolean): void;
}

/** ONNX Runtime's native library, ready to make sessions. */
export interface NativeRuntime {
  newSession(): BindingSession;
  /**
   * Runs `action`, and stops it with no error as soon as the binding makes a tensor to hand out an output.
   *
   * @returns whether it was stopped
   */
  withoutOutputs(action: () => void): boolean;
  /** Why outputs are not written in place but copied from what the binding hands out, where they are. */
  readonly copiesBecause?: string;
}

/**
 * Loads ONNX Runtime's native library.
 *
 * @throws PolyheadError `package-missing` when onnxruntime-node is not installed, `device-unavailable` when it is another
 *   version than the one this package knows, or has no binary for this platform
 */
export function loadBinding(require: NodeJS.Require = createRequire(import.meta.url)): NativeRuntime {
  const version = installedVersion(require);
  if (version !== ONNXRUNTIME_VERSION)
    throw new PolyheadError(
      "device-unavailable",
      `The onnxruntime backend needs onnxruntime-node ${ONNXRUNTIME_VERSION}, to the digit, as it uses its internals. Received ${version}: install onnxruntime-node@${ONNXRUNTIME_VERSION}.`,
      { details: { expected: ONNXRUNTIME_VERSION, received: version } },
    );
  return prepare(require);
}

function installedVersion(require: NodeJS.Require): string {
  try {
    return (require("onnxruntime-node/package.json") as { version: string }).version;
  } catch (cause) {
    throw new PolyheadError(
      "package-missing",
      `The onnxruntime backend needs the package onnxruntime-node, which is not installed: install onnxruntime-node@${ONNXRUNTIME_VERSION}.`,
      { cause },
    );
  }
}

interface BindingModule {
  readonly binding: Binding;
  readonly initOrt: () => void;
}

function bindingModule(require: NodeJS.Require): BindingModule {
  try {
    return require("onnxruntime-node/dist/binding.js") as BindingModule;
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    throw new PolyheadError(
      "device-unavailable",
      `The onnxruntime backend needs ONNX Runtime's native library, which does not load on ${platform}: ${messageOf(cause).split("\n")[0]}. Use another backend, such as wasm or cpu.`,
      { details: { platform }, cause },
    );
  }
}

/** Thrown by the tensor constructor, so that the binding ends a run after writing the outputs and before copying them. */
const stop = new Error("outputs are written");

function prepare(require: NodeJS.Require): NativeRuntime {
  const { binding, initOrt } = bindingModule(require);
  const folder = dirname(require.resolve("onnxruntime-node/package.json"));
  const { Tensor } = createRequire(join(folder, "package.json"))("onnxruntime-common") as {
    Tensor: TensorConstructor;
  };
  let stopping = false;
  class StoppingTensor extends Tensor {
    constructor(...parameters: unknown[]) {
      if (stopping) throw stop;
      super(...parameters);
    }
  }
  useTensor(binding, initOrt, StoppingTensor);
  return {
    newSession: () => new binding.InferenceSession(),
    withoutOutputs: (action) => {
      stopping = true;
      try {
        action();
        return false;
      } catch (error) {
        if (error !== stop) throw error;
        return true;
      } finally {
        stopping = false;
      }
    },
  };
}

/** Makes the binding hand out our tensors, which are onnxruntime-common's, whether or not it was in use before. */
function useTensor(binding: Binding, initOrt: () => void, tensor: TensorConstructor): void {
  const original = binding.initOrtOnce.bind(binding);
  let mainThread: boolean | undefined;
  binding.initOrtOnce = (logLevel, _, isMainThread) => {
    mainThread = isMainThread;
    original(logLevel, tensor, isMainThread);
  };
  initOrt();
  binding.initOrtOnce = original;
  // In use before: the flag must differ from the first call's, or Node ends the process over a doubled clean-up hook.
  if (mainThread === undefined) original(logLevelWarning, tensor, false);
}

const logLevelWarning = 2;
