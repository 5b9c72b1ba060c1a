import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";
import type { TrunkInput } from "./trunk.ts";

/**
 * Gates read a picture as this many cells, high and wide. As a linear function of thousands of pixels, which go together, a gate
 * cannot be trained: a step of Adam moves every weight by the learning rate, so its logits by several units, and it
 * holds to whichever expert the first steps threw it at.
 */
const GRID = 4;

/** The rows of inputs, `[batch, n]` each, with pictures as the means of a grid's cells. */
export function rowsForGates(
  inputs: readonly TrunkInput[],
  rows: readonly SymbolicTensor[],
): SymbolicTensor[] {
  return inputs.map((input, at) => (input.spec.kind === "image" ? coarse(input) : rows[at]!));
}

/** `GRID` by `GRID` cells, or some more where that does not divide the sides; every pixel where a side has fewer. */
function coarse({ name, tensor }: TrunkInput): SymbolicTensor {
  const [, height, width] = tensor.shape;
  const cell = (side: number | null | undefined): number => Math.max(1, Math.floor((side ?? 0) / GRID));
  const cells = layers.averagePooling2d({
    poolSize: [cell(height), cell(width)],
    name: `gates_grid_${name}`,
  });
  return connect(layers.flatten({ name: `gates_flatten_${name}` }), connect(cells, tensor));
}
