import {
  add,
  div,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  type NamedTensorMap,
  type Scalar,
} from "@tensorflow/tfjs-core";

/**
 * Gradients shortened to `limit` where all together, taken as one vector, are longer.
 *
 * Pascanu, Mikolov, Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
 */
export function clipGradients(gradients: NamedTensorMap, limit: number | undefined): NamedTensorMap {
  if (limit === undefined) return gradients;
  const squares = Object.values(gradients).map((gradient) => sum<Scalar>(square(gradient)));
  const norm = sqrt(squares.reduce((total, part) => add(total, part)));
  const scale = minimum(1, div(limit, norm));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, scale)]),
  );
}
