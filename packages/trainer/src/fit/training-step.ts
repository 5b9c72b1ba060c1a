// T tasks
import {
  add,
  concat,
  dispose,
  getBackend,
  mul,
  reshape,
  stack,
  sum,
  tidy,
  variable,
  variableGrads,
  zeros,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";
import { BACKEND_NAME, compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import type { Balancing } from "../balancing/balancing.ts";
import type { OptimizerConfig } from "../optimizers/optimizer.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import type { Batch } from "./batch.ts";

/** Means over the steps since the last reading. */
export interface StepMeans {
  /** how many steps the means are over; with none, they are NaN */
  readonly steps: number;
  readonly objective: number;
  /** by task, unweighted */
  readonly losses: Readonly<Record<string, number>>;
  /** by task, as the balancing method gave them */
  readonly weights: Readonly<Record<string, number>>;
}

/** Forward pass, every task's loss, balancing, backward pass and optimizer: one update of all parameters. */
export interface TrainingStep {
  run(batch: Batch): void;
  /** Reads the means since the last `reset`. */
  means(): Promise<StepMeans>;
  reset(): void;
  /** How the last step ran, where the engine has more than one way: as one graph, or not and why. */
  readonly mode: string | undefined;
  dispose(): void;
}

export function trainingStep(options: {
  model: LayersModel;
  spec: FittedSpec;
  balancing: Balancing;
  optimizer: OptimizerConfig;
}): TrainingStep {
  const { model, spec } = options;
  const names = Object.keys(spec.tasks);
  const kinds = Object.values(spec.tasks).map(taskKind);
  const balancer = options.balancing.create(
    names.map((name, index) => ({ name, likelihood: kinds[index]?.likelihood ?? "gaussian" })),
  );
  const trainable = [
    ...model.trainableWeights.map((weight) => weight.read() as Variable),
    ...balancer.variables,
  ];
  const optimizer = options.optimizer.create(trainable);
  const totals = tidy(() => variable(zeros([1 + 2 * names.length]), false));
  const inputCount = Object.keys(spec.inputs).length;
  let steps = 0;

  function objective({ inputs, targets }: Batch): Scalar {
    const outputs = asList(model.apply(inputs, { training: true }) as Tensor | Tensor[]);
    const losses = stack(
      kinds.map((kind, index) => kind.loss(outputs[index] as Tensor2D, targets[index] as Tensor2D)),
    ) as Tensor1D;
    const { weights, penalty } = balancer.balance(losses);
    const weighted = sum<Scalar>(mul(weights, losses));
    const result = penalty === undefined ? weighted : add<Scalar>(weighted, penalty);
    totals.assign(add(totals, concat([reshape(result, [1]), losses, weights])));
    return result;
  }

  // One ONNX session a step where the engine is ONNX Runtime, the function itself elsewhere.
  const compiled = compileStep((...tensors: readonly Tensor[]) => {
    const inputs = tensors.slice(0, inputCount);
    const targets = tensors.slice(inputCount) as Tensor2D[];
    const { grads } = variableGrads(() => objective({ inputs, targets }), trainable);
    optimizer.applyGradients(grads);
  });

  return {
    get mode() {
      if (getBackend() !== BACKEND_NAME) return undefined;
      return compiled.compiled ? "steps compiled" : `steps not compiled: ${compiled.reason}`;
    },
    run({ inputs, targets }) {
      compiled.run(...inputs, ...targets);
      steps++;
    },
    async means() {
      const values = await totals.data();
      const mean = (index: number): number => (values[index] ?? Number.NaN) / steps;
      const perTask = (start: number): Record<string, number> =>
        Object.fromEntries(names.map((name, index) => [name, mean(start + index)]));
      return { steps, objective: mean(0), losses: perTask(1), weights: perTask(1 + names.length) };
    },
    reset() {
      tidy(() => totals.assign(zeros(totals.shape)));
      steps = 0;
    },
    dispose() {
      compiled.dispose();
      balancer.dispose();
      optimizer.dispose();
      dispose(totals);
    },
  };
}

function asList(outputs: Tensor | Tensor[]): Tensor[] {
  return Array.isArray(outputs) ? outputs : [outputs];
}
