// Run in a process of its own: `node train-on-binding.ts <binding>`, where onnxruntime-node's binding is not what it was.
import { createRequire } from "node:module";
import { engine, setBackend, tidy, type Scalar } from "@tensorflow/tfjs-core";
import { compileStep, type CompiledStep } from "../../compile/compile-step.ts";
import { samples, trainingStep, type Batch } from "../../compile/testing/models.ts";
import type { OnnxRuntimeBackend } from "../../eager/backend.ts";
import { Adam } from "../../optimizers/adam.ts";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "../../register.ts";
import type { BindingSession, NativeFeeds } from "../binding.ts";

interface Binding {
  InferenceSession: new () => BindingSession;
  initOrtOnce(logLevel: number, tensor: unknown, isMainThread: boolean): void;
}

/** Changes to onnxruntime-node that its next version might make. */
const changes: Readonly<Record<string, (binding: Binding) => void>> = {
  "as it is": () => {},
  "makes tensors of a class of its own": (binding) => {
    const original = binding.initOrtOnce.bind(binding);
    const { Tensor } = createRequire(require.resolve("onnxruntime-node"))("onnxruntime-common") as {
      Tensor: unknown;
    };
    binding.initOrtOnce = (logLevel, _, isMainThread) => original(logLevel, Tensor, isMainThread);
  },
  "gives new arrays only": (binding) => {
    const { InferenceSession } = binding;
    binding.InferenceSession = class extends InferenceSession {
      override run(feeds: NativeFeeds, fetches: object): ReturnType<BindingSession["run"]> {
        return super.run(feeds, Object.fromEntries(Object.keys(fetches).map((name) => [name, null])));
      }
    };
  },
  "tells of errors in other words": (binding) => {
    const { InferenceSession } = binding;
    binding.InferenceSession = class extends InferenceSession {
      override run(...given: Parameters<BindingSession["run"]>): ReturnType<BindingSession["run"]> {
        try {
          return super.run(...given);
        } catch (error) {
          throw new Error(`the run failed: ${String(error)}`, { cause: error });
        }
      }
    };
  },
};

const require = createRequire(import.meta.url);

/** The losses of some steps. */
function train(wrap: (step: (...batch: Batch) => Scalar) => (...batch: Batch) => Scalar): number[] {
  const network = samples.cnn();
  const run = wrap(trainingStep(network, new Adam({ learningRate: 0.01 })));
  const losses = Array.from({ length: 6 }, () => tidy(() => run(...network.batch(8, 3)).dataSync()[0]!));
  engine().disposeVariables();
  return losses;
}

const { binding } = require("onnxruntime-node/dist/binding.js") as { binding: Binding };
changes[process.argv[2] ?? ""]!(binding);
registerOnnxRuntimeBackend({ force: true, threads: 2, smallOutput: 0 });
await setBackend(BACKEND_NAME);
const { description } = engine().backend as OnnxRuntimeBackend;
const eager = train((step) => step);
let step: CompiledStep<Batch, Scalar> | undefined;
const compiled = train((fn) => {
  step = compileStep<Batch, Scalar>(fn);
  return (...batch) => step!.run(...batch);
});
console.log(JSON.stringify({ description, reason: step!.reason, eager, compiled }));
