// T tasks
import {
  add,
  concat,
  dispose,
  keep,
  mul,
  reshape,
  stack,
  sum,
  tensor1d,
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
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import type { LossBalancer } from "../balancing/balancing.ts";
import { setLearningRate } from "../optimizers/learning-rate.ts";
import { clipGradients } from "./clip-gradients.ts";
import { stepMeans } from "./step-means.ts";
import { stepMode } from "./step-mode.ts";
import { collectTensors, spreadTensors } from "./step-state.ts";
import { taskLosses } from "./task-losses.ts";
import type { StepOptions, TrainingStep } from "./training-step.ts";

/** A step that minimizes `Σ weights·losses + penalty`: one graph where the engine is ONNX Runtime. */
export function lossStep(options: StepOptions, balancer: LossBalancer): TrainingStep {
  const { model, spec } = options;
  const names = Object.keys(spec.tasks);
  const trainable = [
    ...model.trainableWeights.map((weight) => weight.read() as Variable),
    ...balancer.variables,
  ];
  const optimizer = options.optimizer.create(trainable);
  const totals = tidy(() => variable(zeros([1 + 2 * names.length]), false));
  const inputCount = Object.keys(spec.inputs).length;
  const kept = [...balancer.variables, ...(balancer.state ?? [])];
  let steps = 0;

  const compiled = compileStep((...tensors: readonly Tensor[]): void => {
    const batch = { inputs: tensors.slice(0, inputCount), targets: tensors.slice(inputCount) as Tensor2D[] };
    const measure = (): Tensor1D => stack(taskLosses(model, spec, batch)) as Tensor1D;
    let before: Tensor1D | undefined;
    const { grads } = variableGrads(() => {
      const losses = measure();
      if (balancer.afterUpdate !== undefined) before = keep(losses);
      const { weights, penalty } = balancer.balance(losses);
      const weighted = sum<Scalar>(mul(weights, losses));
      const penalties = [penalty, options.penalty?.(batch.inputs)].filter((added) => added !== undefined);
      const objective = penalties.reduce((total, added) => add<Scalar>(total, added), weighted);
      totals.assign(add(totals, concat([reshape(objective, [1]), losses, weights])));
      return objective;
    }, trainable);
    optimizer.applyGradients(clipGradients(grads, options.clipNorm));
    if (balancer.afterUpdate === undefined || before === undefined) return;
    balancer.afterUpdate(before, withoutTrace(model, measure));
    before.dispose();
  });

  return {
    get mode() {
      return stepMode([compiled]);
    },
    async run({ inputs, targets }) {
      balancer.beforeStep?.();
      compiled.run(...inputs, ...targets);
      steps++;
    },
    scaleRate: (factor) => setLearningRate(optimizer, factor * options.optimizer.learningRate),
    means: async () => stepMeans(names, await totals.data(), steps),
    reset() {
      tidy(() => totals.assign(zeros(totals.shape)));
      steps = 0;
    },
    async save() {
      const tensors = await collectTensors(optimizer, kept);
      return { tensors, sums: [...(await totals.data())], steps, balancing: balancer.save?.() ?? null };
    },
    async restore(state) {
      await spreadTensors(state.tensors, optimizer, kept);
      balancer.restore?.(state.balancing);
      tidy(() => totals.assign(tensor1d([...state.sums])));
      ({ steps } = state);
    },
    dispose() {
      for (const owned of [compiled, balancer, optimizer]) owned.dispose();
      dispose(totals);
    },
  };
}

/** What a training pass gives, with the model's moving averages left as they were. */
function withoutTrace<Result>(model: LayersModel, pass: () => Result): Result {
  const moving = model.nonTrainableWeights.map((weight) => weight.read() as Variable);
  const before = moving.map((average) => average.clone());
  const result = pass();
  for (const [index, average] of moving.entries()) average.assign(before[index]!);
  return result;
}
