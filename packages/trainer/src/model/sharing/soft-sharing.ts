// Legend: T tasks.
import { add, mul, scalar, square, sub, sum, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, LayerVariable } from "@tensorflow/tfjs-layers";
import { zeroOrMore } from "../check-option.ts";
import { knownOptions } from "../known-options.ts";
import { chain } from "../trunks/trunk.ts";
import { repeatedSeeds } from "./repeated-seeds.ts";
import type { Sharing } from "./sharing.ts";

/**
 * A tower for each task; what they share is that their weights must not be far from one another. The objective gets
 * `strength · Σ_{t<u} ‖θ_t − θ_u‖²`, over all weights of the towers, which start equal.
 *
 * Duong, Cohn, Bird, Cook 2015, "Low Resource Dependency Parsing: Cross-lingual Parameter Sharing in a Neural Network
 * Parser", for two towers; Yang, Hospedales 2017, "Trace Norm Regularised Deep Multi-Task Learning", for more.
 *
 * @param options.strength of the penalty; default 0.001
 * @throws PolyheadError `config-invalid`
 */
export function softSharing(options: { strength?: number } = {}): Sharing {
  knownOptions(options, ["strength"], "softSharing()");
  const strength = zeroOrMore("softSharing({ strength })", options.strength ?? 1e-3);
  return {
    kind: "soft",
    options: { strength },
    build({ trunk, tasks, nextSeed }) {
      const seeds = repeatedSeeds(nextSeed);
      return tasks.map((task) => chain(trunk.blocks, `${towerOf(task)}net`, seeds())(trunk.stem));
    },
    penalty(model, tasks) {
      const towers = tasks.map((task) => towerWeights(model, task));
      const positions = (towers[0] ?? []).map((_, index) =>
        towers.flatMap((weights) => weights[index] ?? []),
      );
      return () => mul<Scalar>(positions.map(pairwiseDistance).reduce(addScalars, scalar(0)), strength);
    },
    async inspect(model, tasks) {
      const towers = await Promise.all(
        tasks.map((task) => Promise.all(towerWeights(model, task).map((weight) => weight.read().data()))),
      );
      return {
        kind: "soft",
        matrices: [
          {
            name: "towers",
            quantity: "root mean square difference of weights (no unit)",
            rows: tasks,
            columns: tasks,
            values: towers.map((tower) => towers.map((other) => rootMeanSquare(tower, other))),
          },
        ],
      };
    },
  };
}

function towerOf(task: string): string {
  return `tower/${task}/`;
}

/** In the same order for every task. */
function towerWeights(model: LayersModel, task: string): LayerVariable[] {
  const layers = model.layers.filter(({ name }) => name.startsWith(towerOf(task)));
  return layers.flatMap((layer) => layer.trainableWeights);
}

/** Σ over pairs of `‖w_t − w_u‖²` = T · Σ_t `‖w_t − mean‖²`, of T weights of one shape. */
function pairwiseDistance(weights: readonly LayerVariable[]): Scalar {
  const values = weights.map((weight): Tensor => weight.read());
  const mean = mul(
    values.reduce((total, value) => add(total, value)),
    1 / values.length,
  );
  const squares = values.map((value) => sum<Scalar>(square(sub(value, mean))));
  return mul<Scalar>(squares.reduce(addScalars), values.length);
}

function addScalars(a: Scalar, b: Scalar): Scalar {
  return add<Scalar>(a, b);
}

type Weights = readonly ArrayLike<number>[];

function rootMeanSquare(tower: Weights, other: Weights): number {
  let total = 0;
  let count = 0;
  for (const [index, values] of tower.entries()) {
    for (let at = 0; at < values.length; at++) total += ((values[at] ?? 0) - (other[index]?.[at] ?? 0)) ** 2;
    count += values.length;
  }
  return Math.sqrt(total / Math.max(count, 1));
}
