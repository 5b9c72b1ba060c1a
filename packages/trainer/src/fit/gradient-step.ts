// T tasks, N elements of a variable, P elements of all shared variables
import {
  add,
  dispose,
  matMul,
  reshape,
  scalar,
  stack,
  tensor2d,
  variableGrads,
  zeros,
  type NamedTensorMap,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "@tensorflow/tfjs-core";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import { PolyheadError } from "@polyhead/spec";
import type { GradientBalancer } from "../balancing/balancing.ts";
import { ratesOf } from "./rates.ts";
import { reachedVariables } from "./reached-variables.ts";
import { stepMeans } from "./step-means.ts";
import { stepMode } from "./step-mode.ts";
import { taskGradients } from "./task-gradients.ts";
import { taskLosses } from "./task-losses.ts";
import type { StepOptions, TrainingStep } from "./training-step.ts";
import { Updater } from "./updater.ts";

/**
 * A step whose method sees the tasks' gradients of the shared variables: a graph for the forward pass and T backward
 * passes, the method in plain numbers, and a graph for the update. A variable that one task alone reaches follows that task's
 * gradient.
 *
 * @throws PolyheadError `config-invalid` where no trainable variable is shared
 */
export function gradientStep(options: StepOptions, balancer: GradientBalancer): TrainingStep {
  const { model, spec } = options;
  const rateOf = ratesOf(options);
  const { shared, own } = partition(options, rateOf);
  const variables = [...shared, ...own];
  const updater = new Updater(variables, { ...options, rateOf });
  const names = Object.keys(spec.tasks);
  const inputCount = Object.keys(spec.inputs).length;
  let sums = new Float64Array(1 + 2 * names.length);
  let steps = 0;

  /**
   * Losses and penalty [T + 1], Gramian [T, T], the gradients of each shared variable as [T, N], those of the others, and
   * the penalty's of the shared ones where there is a penalty.
   */
  const differentiate = compileStep((...tensors: readonly Tensor[]): Tensor[] => {
    const batch = { inputs: tensors.slice(0, inputCount), targets: tensors.slice(inputCount) as Tensor2D[] };
    const { losses, gradients } = taskGradients(() => taskLosses(model, spec, batch), variables);
    const penalty = penaltyGradients(options, batch.inputs, variables);
    const jacobians = shared.map((variable) => jacobianOf(variable, gradients));
    const gramians = jacobians.map((jacobian) => matMul(jacobian, jacobian, false, true));
    const gramian = gramians.reduce((sum, part) => add(sum, part));
    return [
      stack([...losses, penalty?.value ?? scalar(0)]),
      gramian,
      ...jacobians,
      ...own.map((variable) => addGradient(onlyGradient(variable, gradients), variable, penalty?.grads)),
      ...(penalty ? shared.map((variable) => penalty.grads[variable.name] ?? zeros(variable.shape)) : []),
    ];
  });

  /** Moves the variables along the rows of the Jacobians, weighed by [1, rows], and along their own gradients. */
  const joined = (due: boolean, weights: Tensor, tensors: readonly Tensor[]): void => {
    const directions = shared.map(({ shape }, index) =>
      reshape(matMul(weights as Tensor2D, tensors[index] as Tensor2D), shape),
    );
    const others = tensors.slice(shared.length);
    const penalties = others.splice(own.length);
    const gradients = [
      ...directions.map((gradient, index) => (penalties[index] ? add(gradient, penalties[index]) : gradient)),
      ...others,
    ];
    const named = Object.fromEntries(variables.map(({ name }, index) => [name, gradients[index]!]));
    updater.take(named, due);
  };
  const update = compileStep((weights: Tensor, ...tensors: readonly Tensor[]) =>
    joined(true, weights, tensors),
  );
  const accumulate = compileStep((weights: Tensor, ...tensors: readonly Tensor[]) =>
    joined(false, weights, tensors),
  );

  function move(weights: ArrayLike<number>, jacobians: readonly Tensor[], others: readonly Tensor[]): void {
    const row = tensor2d(Float32Array.from(weights), [1, weights.length]);
    (updater.isDue ? update : accumulate).run(row, ...jacobians, ...others);
    updater.count();
    row.dispose();
  }

  /** The weights that the method gave, where it gave any. */
  async function join(
    losses: Float64Array,
    gramian: Tensor,
    jacobians: Tensor[],
    others: Tensor[],
  ): Promise<Float64Array> {
    if (balancer.weigh !== undefined) {
      const weights = balancer.weigh(Float64Array.from(await gramian.data()), losses);
      move(weights, jacobians, others);
      return weights;
    }
    const direction = balancer.combine!(await rowsOf(jacobians, names.length), losses);
    const pieces = split(direction, shared);
    move([1], pieces, others);
    dispose(pieces);
    return new Float64Array(names.length).fill(Number.NaN);
  }

  return {
    get mode() {
      return stepMode([differentiate, update]);
    },
    async run({ inputs, targets }) {
      const results = differentiate.run(...inputs, ...targets);
      const [losses, gramian, ...gradients] = results as [Tensor, Tensor, ...Tensor[]];
      const measured = Float64Array.from(await losses.data());
      const values = measured.subarray(0, names.length);
      const jacobians = gradients.slice(0, shared.length);
      const weights = await join(values, gramian, jacobians, gradients.slice(shared.length));
      dispose(results);
      const objective = values.reduce(
        (sum, loss, task) => sum + (Number.isNaN(weights[task]) ? 1 : weights[task]!) * loss,
        measured[names.length]!,
      );
      for (const [index, value] of [objective, ...values, ...weights].entries()) sums[index]! += value;
      steps++;
    },
    scaleRate: (factor) => updater.scaleRate(factor),
    means: async () => stepMeans(names, sums, steps),
    reset() {
      sums = new Float64Array(sums.length);
      steps = 0;
    },
    save: async () => ({ ...(await updater.save()), sums: [...sums], steps, balancing: balancer.save() }),
    async restore(state) {
      await updater.restore(state.tensors, state.taken);
      dispose(state.tensors);
      balancer.restore(state.balancing);
      sums = Float64Array.from(state.sums);
      ({ steps } = state);
    },
    dispose() {
      for (const owned of [differentiate, update, accumulate, updater]) owned.dispose();
    },
  };
}

/** Trainable variables by whether several tasks reach them or one. */
function partition(
  { model, balancing }: StepOptions,
  rateOf: (variable: Variable) => number,
): { shared: Variable[]; own: Variable[] } {
  const reached = reachedVariables(model);
  const all = model.trainableWeights
    .map((weight) => weight.read() as Variable)
    .filter((one) => rateOf(one) > 0);
  const count = (variable: Variable): number => reached.filter((variables) => variables.has(variable)).length;
  const shared = all.filter((variable) => count(variable) > 1);
  if (shared.length === 0)
    throw new PolyheadError(
      "config-invalid",
      `The balancing method "${balancing.name}" needs trainable variables that several tasks share; this model has none. Unfreeze its trunk, or choose a method that looks at losses alone, such as uncertainty().`,
      { details: { balancing: balancing.name } },
    );
  return { shared, own: all.filter((variable) => count(variable) <= 1) };
}

/** A variable's gradients by task, [T, N]; zeros for a task that does not reach it. */
function jacobianOf(variable: Variable, gradients: readonly NamedTensorMap[]): Tensor2D {
  const rows = gradients.map(({ [variable.name]: gradient }) =>
    reshape(gradient ?? zeros(variable.shape), [-1]),
  );
  return stack(rows) as Tensor2D;
}

/** A step's penalty and its gradients, by variable, of those that it depends on. */
function penaltyGradients(
  { penalty }: StepOptions,
  inputs: readonly Tensor[],
  variables: readonly Variable[],
): ReturnType<typeof variableGrads> | undefined {
  return penalty && variableGrads(() => penalty(inputs), [...variables]);
}

function addGradient(gradient: Tensor, { name }: Variable, penalty: NamedTensorMap | undefined): Tensor {
  const added = penalty?.[name];
  return added === undefined ? gradient : add(gradient, added);
}

function onlyGradient(variable: Variable, gradients: readonly NamedTensorMap[]): Tensor {
  return (
    gradients.find(({ [variable.name]: gradient }) => gradient !== undefined)?.[variable.name] ??
    zeros(variable.shape)
  );
}

/** Every task's gradient of all shared variables, [P] each. */
async function rowsOf(jacobians: readonly Tensor[], tasks: number): Promise<Float32Array[]> {
  const parts = await Promise.all(jacobians.map((jacobian) => jacobian.data<"float32">()));
  const total = parts.reduce((sum, { length }) => sum + length, 0) / tasks;
  return Array.from({ length: tasks }, (_, task) => {
    const row = new Float32Array(total);
    let at = 0;
    for (const part of parts) {
      const size = part.length / tasks;
      row.set(part.subarray(task * size, (task + 1) * size), at);
      at += size;
    }
    return row;
  });
}

/** A direction [P] as rows [1, N], one a variable. */
function split(direction: Float32Array, variables: readonly Variable[]): Tensor[] {
  let at = 0;
  return variables.map(({ size }) => {
    const piece = tensor2d(direction.slice(at, at + size), [1, size]);
    at += size;
    return piece;
  });
}
