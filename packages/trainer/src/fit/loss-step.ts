// T tasks
import {
  add,
  concat,
  dispose,
  keep,
  mul,
  onesLike,
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
  type Variable,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import type { LossBalancing } from "../balancing/balancing.ts";
import { batchOf, tensorsOf, type Batch } from "./batch.ts";
import { balancedTasks } from "./balanced-tasks.ts";
import { restoreBalancers, saveBalancers } from "./balancer-state.ts";
import { LastLosses } from "./last-losses.ts";
import { ratesOf } from "./rates.ts";
import { stepMeans } from "./step-means.ts";
import { stepMode } from "./step-mode.ts";
import { presenceOf, taskLosses } from "./task-losses.ts";
import type { StepOptions, TrainingStep } from "./training-step.ts";
import { Updater } from "./updater.ts";

/** A step that minimizes `Σ weights·losses + penalty`: one graph where the engine is ONNX Runtime. */
export function lossStep(options: StepOptions, balancing: LossBalancing): TrainingStep {
  const { model, spec } = options;
  const balancer = balancing.create(balancedTasks(spec), options.seed);
  const names = Object.keys(spec.tasks);
  const trainable = [
    ...model.trainableWeights.map((weight) => weight.read() as Variable),
    ...balancer.variables,
  ];
  const updater = new Updater(trainable, { ...options, rateOf: ratesOf(options) });
  const totals = tidy(() => variable(zeros([1 + 3 * names.length]), false));
  const last = new LastLosses(names.length);
  const kept = [...balancer.variables, ...balancer.state, last.variable];
  let steps = 0;
  let structure: Batch = { inputs: [], targets: [] };

  const step = (due: boolean, tensors: readonly Tensor[]): void => {
    const batch = batchOf(tensors, structure);
    const present = presenceOf(batch);
    const measure = (): Tensor1D => last.complete(stack(taskLosses(model, spec, batch)) as Tensor1D, present);
    let before: Tensor1D | undefined;
    const { grads } = variableGrads(() => {
      const losses = measure();
      if (present !== undefined) last.remember(losses);
      if (balancer.afterUpdate !== undefined) before = keep(losses);
      const { weights, penalty } = balancer.balance(losses);
      const weighted = sum<Scalar>(mul(weights, losses));
      const penalties = [penalty, options.penalty?.(batch.inputs)].filter((added) => added !== undefined);
      const objective = penalties.reduce((total, added) => add<Scalar>(total, added), weighted);
      const counted = present ?? onesLike(losses);
      const perTask = [mul(losses, counted), mul(weights, counted), counted];
      totals.assign(add(totals, concat([reshape(objective, [1]), ...perTask])));
      return objective;
    }, [...updater.variables]);
    updater.take(grads, due);
    if (due) balancer.afterUpdate?.(before!, withoutTrace(model, measure));
    before?.dispose();
  };
  const update = compileStep((...tensors: readonly Tensor[]) => step(true, tensors));
  const accumulate = compileStep((...tensors: readonly Tensor[]) => step(false, tensors));
  const graphs = [update, accumulate];

  return {
    get mode() {
      return stepMode([update]);
    },
    async run(batch) {
      balancer.beforeStep?.();
      structure = batch;
      (updater.isDue ? update : accumulate).run(...tensorsOf(batch));
      updater.count();
      steps++;
    },
    endEpoch: (losses) => balancer.endEpoch?.(losses),
    scaleRate: (factor) => updater.scaleRate(factor),
    means: async () => stepMeans(names, await totals.data(), steps),
    reset() {
      tidy(() => totals.assign(zeros(totals.shape)));
      steps = 0;
    },
    async save() {
      const { tensors, taken } = await updater.save();
      const own = saveBalancers([balancer], kept);
      const all = { ...tensors, ...own.tensors };
      const recordings = graphs.map((graph) => graph.save());
      const sums = [...(await totals.data())];
      return { tensors: all, taken, sums, steps, balancing: own.json, recordings };
    },
    async restore(state) {
      await updater.restore(state.tensors, state.taken);
      restoreBalancers([balancer], kept, state.balancing, state.tensors);
      dispose(state.tensors);
      tidy(() => totals.assign(tensor1d([...state.sums])));
      ({ steps } = state);
      for (const [index, graph] of graphs.entries()) graph.restore(state.recordings[index] ?? {});
    },
    dispose() {
      for (const owned of [...graphs, balancer, updater]) owned.dispose();
      dispose([totals, last.variable]);
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
