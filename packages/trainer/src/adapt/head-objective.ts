// Legend: N examples, B examples of a lot, P numbers of the head.
import {
  add,
  concat,
  dispose,
  div,
  maximum,
  mul,
  onesLike,
  reshape,
  sum,
  tensor,
  tensor1d,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { FittedTask } from "@polyhead/spec";
import { compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import { taskKind } from "../tasks/task-kinds.ts";
import { tensorsOf, type Lot } from "./lot.ts";
import type { Slope } from "./minimize.ts";

/** Below any weight that a label may have. */
const SMALLEST_WEIGHT = 1e-12;

/** Which examples count, a tensor a lot; the maker disposes of them. */
export type Counted = readonly Tensor1D[];

/** A head's mean loss as a function of its weights, what it reads being what it is. */
export interface HeadObjective {
  /** the weights that the head has, `[P]` */
  parameters(): Promise<Float64Array>;
  assign(parameters: Float64Array): void;
  /** @param isCounted asked for each example by its place among all, `0 … N − 1` */
  counted(isCounted: (place: number) => boolean): Counted;
  /** Mean loss over the examples that count, and its gradient; the weights stay assigned. */
  evaluate(parameters: Float64Array, counted: Counted): Promise<Slope>;
  dispose(): void;
}

/** @param head a dense layer @param lots stay the caller's */
export function headObjective(head: layers.Layer, task: FittedTask, lots: readonly Lot[]): HeadObjective {
  const variables = head.trainableWeights.map((weight) => weight.read() as Variable);
  const fixed = lots.flatMap(tensorsOf);
  const step = compileStep((...tensors: readonly Tensor[]) => {
    const { value, grads } = variableGrads(() => meanLoss(head, task, lots, tensors), variables);
    const parts = [value, ...variables.map(({ name }) => grads[name]!)];
    return concat(parts.map((part) => reshape(part, [-1])));
  });
  const assign = (parameters: Float64Array): void => assignAll(variables, parameters);
  return {
    assign,
    async parameters() {
      const values = await Promise.all(variables.map(async (variable) => [...(await variable.data())]));
      return Float64Array.from(values.flat());
    },
    counted(isCounted) {
      let place = 0;
      return lots.map(({ count }) =>
        tensor1d(Float32Array.from({ length: count }, () => Number(isCounted(place++)))),
      );
    },
    async evaluate(parameters, counted) {
      assign(parameters);
      const result = step.run(...counted, ...fixed);
      const [value = Number.NaN, ...gradient] = await result.data();
      dispose(result);
      return { value, gradient: Float64Array.from(gradient) };
    },
    dispose: () => step.dispose(),
  };
}

/** @param tensors which examples count, lot by lot, then the lots' own */
function meanLoss(
  head: layers.Layer,
  task: FittedTask,
  lots: readonly Lot[],
  tensors: readonly Tensor[],
): Scalar {
  let next = lots.length;
  const sums = lots.map((lot, index) => {
    const [features, values, weights] = tensors.slice(next, (next += tensorsOf(lot).length));
    const losses = taskKind(task).losses(task, head.call(features!, {}) as Tensor, values!); // [B, …]
    const counts = reshape(tensors[index]!, [-1, ...losses.shape.slice(1).map(() => 1)]);
    const weight = mul(weights ?? onesLike(losses), counts);
    return [sum<Scalar>(mul(losses, weight)), sum<Scalar>(weight)] as const;
  });
  const [loss, weight] = sums.reduce(([loss, weight], [more, and]) => [add(loss, more), add(weight, and)]);
  return div(loss, maximum(weight, SMALLEST_WEIGHT));
}

function assignAll(variables: readonly Variable[], parameters: Float64Array): void {
  let at = 0;
  for (const variable of variables) {
    const own = parameters.subarray(at, (at += variable.size));
    tidy(() => variable.assign(tensor(Float32Array.from(own), variable.shape)));
  }
}
