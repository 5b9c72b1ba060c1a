// T tasks
import { dispose, tensor2d, type Scalar, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import type { GradientBalancing } from "../balancing/balancing.ts";
import { equal } from "../balancing/losses/equal.ts";
import { balancedTasks } from "./balanced-tasks.ts";
import { restoreBalancers, saveBalancers } from "./balancer-state.ts";
import { batchOf, tensorsOf, type Batch } from "./batch.ts";
import { deciderOf } from "./gradient-decision.ts";
import { differentiate, differentiateWeighted, followed, type Followers } from "./gradient-graphs.ts";
import { objectiveOf, readObjective, type Objective, type ObjectiveValues } from "./gradient-objective.ts";
import { LastLosses } from "./last-losses.ts";
import { partition } from "./partition.ts";
import { ratesOf } from "./rates.ts";
import { atParameters, atRepresentation } from "./shared-gradients.ts";
import { stepMeans } from "./step-means.ts";
import { stepMode } from "./step-mode.ts";
import { presenceOf, taskLosses } from "./task-losses.ts";
import type { StepOptions, TrainingStep } from "./training-step.ts";
import { Updater } from "./updater.ts";

/** An objective's values, and the tasks' weights [T]. */
interface Weighed extends ObjectiveValues {
  readonly weights: Float64Array;
}

/**
 * A step whose method sees the tasks' gradients of the shared variables: a graph for the forward pass and T backward
 * passes, the method in plain numbers, and a graph for the update. A variable that one task alone reaches follows that task's
 * gradient. Where the method holds its weights, one graph with one backward pass through the trunk does.
 *
 * @throws PolyheadError `config-invalid` where no trainable variable is shared
 */
export function gradientStep(options: StepOptions, balancing: GradientBalancing): TrainingStep {
  const { model, spec, seed, penalty } = options;
  const names = Object.keys(spec.tasks);
  const rateOf = ratesOf(options);
  const { shared, own, taskOf } = partition(options, rateOf);
  const scaling = (balancing.losses ?? equal()).create(balancedTasks(spec), seed);
  const decider = deciderOf(options, balancing, shared);
  const last = new LastLosses(names.length);
  const balancers = [scaling, decider.balancer];
  const kept = [...scaling.variables, ...scaling.state, ...decider.state, last.variable];
  const others = [...own, ...scaling.variables];
  const sharing = { model, spec, shared, others };
  const pulling =
    balancing.kind === "gramian" && balancing.at === "representation"
      ? atRepresentation(sharing, balancing.name)
      : atParameters(sharing);
  const { heads } = balancing;
  const followers: Followers = { shared, others, taskOf, heads, pulling, combine: decider.combine };
  const updater = new Updater([...shared, ...others], { ...options, rateOf });
  let sums = new Float64Array(1 + 3 * names.length);
  let steps = 0;
  let structure: Batch = { inputs: [], targets: [] };

  const parts = { scaling: balancing.losses && scaling, last, penalty };
  const objective = (ofTasks: readonly Scalar[], batch: Batch): Objective =>
    objectiveOf(parts, ofTasks, batch);
  const differentiated = compileStep((...tensors: readonly Tensor[]): Tensor[] => {
    const batch = batchOf(tensors, structure);
    const { values, jacobians, rest } = differentiate(followers, batch, (losses) => objective(losses, batch));
    return [values, ...decider.summarize(jacobians, presenceOf(batch)), ...jacobians, ...rest];
  });
  const moves = [false, true].map((due) =>
    compileStep((weights: Tensor2D, ...tensors: readonly Tensor[]) => {
      // The batch comes first, where it is read again.
      const given = tensors.slice(pulling.rereads ? tensorsOf(structure).length : 0);
      updater.take(followed(followers, batchOf(tensors, structure), weights, given), due);
    }),
  );
  const holds = [false, true].map((due) =>
    compileStep((weights: Tensor, ...tensors: readonly Tensor[]): Tensor => {
      const batch = batchOf(tensors, structure);
      const forward = (): Objective => objective(taskLosses(model, spec, batch), batch);
      const { values, gradients } = differentiateWeighted(followers, weights, forward);
      updater.take(gradients, due);
      return values;
    }),
  );
  const graphs = [differentiated, ...moves, ...holds];

  async function withGradients(tensors: readonly Tensor[]): Promise<Weighed> {
    const results = differentiated.run(...tensors);
    const [told, ...gradients] = results as [Tensor, ...Tensor[]];
    const summary = gradients.splice(0, decider.summaries);
    const values = await readObjective(told);
    const weights = await decider.decide(summary, values);
    const row = rowOf(weights);
    moves[Number(updater.isDue)]!.run(row, ...(pulling.rereads ? tensors : []), ...gradients);
    dispose([...results, row]);
    return { ...values, weights };
  }

  async function withWeights(weights: Float64Array, tensors: readonly Tensor[]): Promise<Weighed> {
    const row = rowOf(weights);
    const told = holds[Number(updater.isDue)]!.run(row, ...tensors);
    const values = await readObjective(told);
    dispose([row, told]);
    return { ...values, weights };
  }

  return {
    get mode() {
      return stepMode([differentiated, moves[1]!]);
    },
    async run(batch) {
      structure = batch;
      scaling.beforeStep?.();
      decider.beforeStep();
      const held = decider.heldWeights();
      const tensors = tensorsOf(batch);
      const { losses, scaled, present, penalty, weights } = await (held === undefined
        ? withGradients(tensors)
        : withWeights(held, tensors));
      updater.count();
      const total = weights.reduce((sum, weight, task) => sum + weight * scaled[task]!, penalty);
      const counted = [losses, [...weights]].flatMap((values) =>
        values.map((value, task) => value * present[task]!),
      );
      for (const [index, value] of [total, ...counted, ...present].entries()) sums[index]! += value;
      steps++;
    },
    endEpoch: (losses) => scaling.endEpoch?.(losses),
    scaleRate: (factor) => updater.scaleRate(factor),
    means: async () => stepMeans(names, sums, steps),
    reset() {
      sums = new Float64Array(sums.length);
      steps = 0;
    },
    async save() {
      const { tensors, taken } = await updater.save();
      const balancing = saveBalancers(balancers, kept);
      return {
        tensors: { ...tensors, ...balancing.tensors },
        taken,
        sums: [...sums],
        steps,
        balancing: balancing.json,
        recordings: graphs.map((graph) => graph.save()),
      };
    },
    async restore(state) {
      await updater.restore(state.tensors, state.taken);
      restoreBalancers(balancers, kept, state.balancing, state.tensors);
      dispose(state.tensors);
      sums = Float64Array.from(state.sums);
      ({ steps } = state);
      for (const [index, graph] of graphs.entries()) graph.restore(state.recordings[index] ?? {});
    },
    dispose() {
      for (const owned of [...graphs, updater, scaling, decider]) owned.dispose();
      dispose(last.variable);
    },
  };
}

/** [1, values] */
function rowOf(values: Float64Array): Tensor2D {
  return tensor2d(Float32Array.from(values), [1, values.length]);
}
