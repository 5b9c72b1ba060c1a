// T tasks, N elements of a variable
import {
  add,
  dispose,
  matMul,
  mul,
  onesLike,
  reshape,
  slice,
  stack,
  sum,
  tensor2d,
  unstack,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import type { GradientBalancing } from "../balancing/balancing.ts";
import { equal } from "../balancing/losses/equal.ts";
import { batchOf, tensorsOf, type Batch } from "./batch.ts";
import { balancedTasks } from "./balanced-tasks.ts";
import { restoreBalancers, saveBalancers } from "./balancer-state.ts";
import { rowsOf, splitDirection, totalGradient } from "./jacobians.ts";
import { LastLosses } from "./last-losses.ts";
import { partition } from "./partition.ts";
import { ratesOf } from "./rates.ts";
import { atParameters, atRepresentation } from "./shared-gradients.ts";
import { stepMeans } from "./step-means.ts";
import { stepMode } from "./step-mode.ts";
import { taskGradients } from "./task-gradients.ts";
import { presenceOf, taskLosses } from "./task-losses.ts";
import type { StepOptions, TrainingStep } from "./training-step.ts";
import { Updater } from "./updater.ts";

/**
 * What a forward pass gives: the losses, those that the method sees, which tasks have labels, [T] each, and what is minimized
 * besides.
 */
interface Objective {
  readonly losses: Tensor1D;
  readonly scaled: Tensor1D;
  /** of `scaled`, one by one */
  readonly each: readonly Scalar[];
  readonly present: Tensor1D;
  readonly penalties: readonly Scalar[];
}

/** What a step tells of itself. */
interface Told {
  readonly losses: ArrayLike<number>;
  readonly scaled: ArrayLike<number>;
  /** 1 for a task that the batch has a label of, else 0 */
  readonly present: readonly number[];
  readonly penalty: number;
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
  const { model, spec, seed } = options;
  const names = Object.keys(spec.tasks);
  const tasks = balancedTasks(spec);
  const scaling = (balancing.losses ?? equal()).create(tasks, seed);
  const method = balancing.kind === "gramian" ? balancing.create(tasks, seed) : undefined;
  const combining = balancing.kind === "jacobian" ? balancing.create(tasks, seed) : undefined;
  const balancers = [scaling, ...[method ?? combining].flatMap((one) => one ?? [])];
  const last = new LastLosses(names.length);
  const kept = [...scaling.variables, ...scaling.state, last.variable];
  /** Of a batch without any label. */
  const none = (): Float64Array => new Float64Array(names.length);
  const rateOf = ratesOf(options);
  const { shared, own, taskOf } = partition(options, rateOf);
  const others = [...own, ...scaling.variables];
  const updater = new Updater([...shared, ...others], { ...options, rateOf });
  let sums = new Float64Array(1 + 3 * names.length);
  let steps = 0;
  let structure: Batch = { inputs: [], targets: [] };

  const sharing = { model, spec, shared, others };
  const pulling =
    balancing.kind === "gramian" && balancing.at === "representation"
      ? atRepresentation(sharing, balancing.name)
      : atParameters(sharing);

  function objectiveOf(ofTasks: readonly Scalar[], batch: Batch): Objective {
    const there = presenceOf(batch);
    const losses = last.complete(stack([...ofTasks]) as Tensor1D, there);
    if (there !== undefined) last.remember(losses);
    const present = there ?? onesLike(losses);
    const added = options.penalty?.(batch.inputs);
    // Where nothing scales them, losses stay apart: no task's backward pass then goes through the others' heads.
    if (balancing.losses === undefined)
      return {
        losses,
        scaled: losses,
        each: ofTasks,
        present,
        penalties: added === undefined ? [] : [added],
      };
    const { weights, penalty } = scaling.balance(losses);
    const penalties = [penalty, added].filter((one) => one !== undefined);
    const scaled = mul<Tensor1D>(weights, losses);
    return { losses, scaled, each: unstack(scaled) as Scalar[], present, penalties };
  }

  /** [losses, scaled losses, presence, penalty] as one tensor [3T + 1]. */
  const toldOf = ({ losses, scaled, present, penalties }: Objective): Tensor =>
    stack([
      ...[losses, scaled, present].flatMap((values) => unstack(values)),
      penalties.reduce<Tensor>((total, one) => add(total, one), sum(mul(losses, 0))),
    ]);

  /**
   * What the step tells, the Gramian [T, T], the jacobians [T, N] that it is of, all gradients of the variables that are not
   * shared, and those of penalties by the shared ones.
   */
  const differentiate = compileStep((...tensors: readonly Tensor[]): Tensor[] => {
    const batch = batchOf(tensors, structure);
    const { values, jacobians, gradients } = pulling.differentiate(batch, (ofTasks) => {
      const objective = objectiveOf(ofTasks, batch);
      return { losses: [...objective.each, ...objective.penalties], values: [toldOf(objective)] };
    });
    const penalties = gradients.slice(names.length);
    const gramians = jacobians.map((jacobian) => matMul(jacobian, jacobian, false, true));
    return [
      values[0]!,
      gramians.reduce((total, part) => add(total, part)),
      ...jacobians,
      ...others.map((variable) => totalGradient(variable, gradients)),
      ...(penalties.length === 0 ? [] : shared.map((variable) => totalGradient(variable, penalties))),
    ];
  });

  /** Moves the variables by the rows of the jacobians, weighed by [1, rows], and by the other gradients. */
  const move = (due: boolean, row: Tensor, taskWeights: Tensor, tensors: readonly Tensor[]): void => {
    // The batch comes first, where it is read again.
    const pulled = tensors.slice(pulling.rereads ? tensorsOf(structure).length : 0);
    const gradients = pulling.descend(
      row as Tensor2D,
      pulled.slice(0, pulling.count),
      batchOf(tensors, structure),
    );
    const given = pulled.slice(pulling.count);
    for (const [index, { name }] of shared.entries()) {
      const penalty = given[others.length + index];
      if (penalty !== undefined) gradients[name] = add(gradients[name]!, penalty);
    }
    for (const [index, variable] of others.entries()) {
      const gradient = given[index]!;
      const task = balancing.heads === "weighted" ? taskOf(variable) : undefined;
      const weigh = (at: number): Tensor => mul(gradient, reshape(slice(taskWeights, [0, at], [1, 1]), []));
      gradients[variable.name] = task === undefined ? gradient : weigh(task);
    }
    updater.take(gradients, due);
  };

  /** Differentiates the weighted sum once, and heads that are not weighted by the plain sum. */
  const hold = (due: boolean, row: Tensor, tensors: readonly Tensor[]): Tensor => {
    const headsToo = balancing.heads === "weighted";
    const { values, gradients } = taskGradients(
      () => {
        const batch = batchOf(tensors, structure);
        const objective = objectiveOf(taskLosses(model, spec, batch), batch);
        const { scaled, penalties } = objective;
        const weighted = sum<Scalar>(mul(scaled, reshape(row, [-1])));
        const total = penalties.reduce((all, penalty) => add<Scalar>(all, penalty), weighted);
        const plain = penalties.reduce((all, penalty) => add<Scalar>(all, penalty), sum<Scalar>(scaled));
        return { losses: headsToo ? [total] : [total, plain], values: [toldOf(objective)] };
      },
      (at) => (headsToo ? updater.variables : at === 0 ? shared : others),
    );
    updater.take(Object.assign({}, ...gradients) as NamedTensorMap, due);
    return values[0]!;
  };

  const moves = [false, true].map((due) =>
    compileStep((row: Tensor, taskWeights: Tensor, ...tensors: readonly Tensor[]) =>
      move(due, row, taskWeights, tensors),
    ),
  );
  const holds = [false, true].map((due) =>
    compileStep((row: Tensor, ...tensors: readonly Tensor[]) => hold(due, row, tensors)),
  );

  const graphs = [differentiate, ...moves, ...holds];

  function update(row: ArrayLike<number>, weights: Float64Array, tensors: readonly Tensor[]): void {
    const given = [row, weights].map((values) => tensor2d(Float32Array.from(values), [1, values.length]));
    moves[Number(updater.isDue)]!.run(given[0]!, given[1]!, ...tensors);
    dispose(given);
  }

  async function withGradients(tensors: readonly Tensor[]): Promise<Told> {
    const results = differentiate.run(...tensors);
    const [values, gramian, ...gradients] = results as [Tensor, Tensor, ...Tensor[]];
    const told = tell(await values.data());
    const scaled = Float64Array.from(told.scaled);
    const present = placesOf(told.present);
    if (method !== undefined) {
      const square = Float64Array.from(await gramian.data());
      const weights = present?.length === 0 ? none() : method.weigh(square, scaled, present);
      update(weights, weights, pulling.rereads ? [...tensors, ...gradients] : gradients);
      dispose(results);
      return { ...told, weights };
    }
    const rows = await rowsOf(gradients.slice(0, shared.length), names.length);
    const { direction, weights } =
      present?.length === 0
        ? { direction: new Float32Array(rows[0]!.length), weights: none() }
        : combining!.combine(rows, scaled, present);
    const pieces = splitDirection(direction, shared);
    update([1], weights, [...pieces, ...gradients.slice(shared.length)]);
    dispose([...results, ...pieces]);
    return { ...told, weights };
  }

  async function withWeights(weights: Float64Array, tensors: readonly Tensor[]): Promise<Told> {
    const row = tensor2d(Float32Array.from(weights), [1, weights.length]);
    const values = holds[Number(updater.isDue)]!.run(row, ...tensors);
    const told = tell(await values.data());
    dispose([row, values]);
    return { ...told, weights };
  }

  function tell(values: ArrayLike<number>): Omit<Told, "weights"> {
    const list = Array.from(values);
    const count = names.length;
    const [losses, scaled, present] = [0, 1, 2].map((part) => list.slice(part * count, (part + 1) * count));
    return { losses: losses!, scaled: scaled!, present: present!, penalty: list[3 * count]! };
  }

  return {
    get mode() {
      return stepMode([differentiate, moves[1]!]);
    },
    async run(batch) {
      structure = batch;
      scaling.beforeStep?.();
      const held = method?.heldWeights?.();
      const tensors = tensorsOf(batch);
      const { losses, scaled, present, penalty, weights } = await (held === undefined
        ? withGradients(tensors)
        : withWeights(held, tensors));
      updater.count();
      const objective = weights.reduce((total, weight, task) => total + weight * scaled[task]!, penalty);
      const counted = [Array.from(losses), [...weights]].flatMap((values) =>
        values.map((value, task) => value * present[task]!),
      );
      for (const [index, value] of [objective, ...counted, ...present].entries()) sums[index]! += value;
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
      await restoreBalancers(balancers, kept, state.balancing, state.tensors);
      dispose(state.tensors);
      sums = Float64Array.from(state.sums);
      ({ steps } = state);
      for (const [index, graph] of graphs.entries()) graph.restore(state.recordings[index] ?? {});
    },
    dispose() {
      for (const owned of [...graphs, updater, scaling]) owned.dispose();
      dispose(last.variable);
    },
  };
}

/** The places of the tasks that are present; undefined where all are. */
function placesOf(present: readonly number[]): number[] | undefined {
  const places = present.flatMap((there, task) => (there === 1 ? task : []));
  return places.length === present.length ? undefined : places;
}
