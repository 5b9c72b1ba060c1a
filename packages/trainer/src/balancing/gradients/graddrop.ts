// T tasks, N elements of a shared variable, P of all
import { abs, add, cast, less, matMul, mul, sub, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { randomSource } from "../../data/random.ts";
import { assignedValues } from "../assigned-values.ts";
import type { CoordinateBalancing } from "../balancing.ts";
import { savedReader } from "../saved-state.ts";

/** Places of the table of draws where a step may begin. */
const OFFSETS = 2 ** 20;

/**
 * Gradient sign dropout: where gradients differ in sign, one sign is drawn, and the others' parts are left out.
 *
 * Chen et al. 2020, "Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout", algorithm 1 without
 * leak: positive with probability `½(1 + Σg/Σ|g|)`, for each of the shared parameters. A step's draws are independent: a
 * stretch of one table, from an offset that is drawn anew, so that steps share draws, but hardly ever for the same parameter.
 */
export function graddrop(): CoordinateBalancing {
  return {
    kind: "coordinates",
    name: "graddrop",
    heads: "unweighted",
    create({ length: tasks }, seed, sizes) {
      const parameters = sizes.reduce((total, size) => total + size, 0);
      const table = drawTable(seed, parameters + OFFSETS);
      const draws = sizes.map((size) => assignedValues(new Float32Array(size)));
      let step = 0;
      return {
        state: [],
        beforeStep() {
          let from = randomSource(seed, "balancing", "graddrop", step++).integer(OFFSETS);
          for (const [at, size] of sizes.entries()) {
            draws[at]!.set(table.subarray(from, from + size));
            from += size;
          }
        },
        weigh: () => new Float64Array(tasks).fill(1),
        combine: (jacobians, ones) =>
          jacobians.map((jacobian, at) => pickSigns(jacobian, ones, draws[at]!.variable)),
        save: () => ({ json: { step } }),
        restore(saved) {
          step = savedReader("graddrop", saved).count("step");
        },
        dispose() {
          for (const { variable } of draws) variable.dispose();
        },
      };
    },
  };
}

/** From −1 up to, but not including, 1. */
function drawTable(seed: number, size: number): Float32Array {
  const { bits } = randomSource(seed, "balancing", "graddrop");
  // 24 bits, as many as single precision has.
  return new Float32Array(size).map(() => (bits() >> 8) / 2 ** 23);
}

/**
 * The positive parts, `½(Σ|g| + Σg)`, where a draw is below `Σg/Σ|g|`, else the negative ones.
 *
 * @param jacobian `[T, N]` @param ones `[1, T]` @param draws `[N]`, from −1 to 1 @returns `[1, N]`
 */
function pickSigns(jacobian: Tensor2D, ones: Tensor2D, draws: Tensor): Tensor2D {
  const total = matMul<Tensor2D>(ones, jacobian);
  const size = matMul<Tensor2D>(ones, abs(jacobian));
  const isPositive = cast(less(mul(draws, size), total), "float32");
  // ONNX Runtime's Where takes ten times as long.
  return add(mul(sub(total, size), 0.5), mul(size, isPositive));
}
