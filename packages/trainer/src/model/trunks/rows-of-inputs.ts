import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";
import { columnEmbeddings } from "./column-embeddings.ts";
import type { NextSeed, TrunkInput } from "./trunk.ts";

/**
 * Every input as numbers, `[batch, n]` each: pictures flattened, columns of values as their embeddings.
 *
 * @throws PolyheadError `config-invalid`
 */
export function rowsOfInputs(inputs: readonly TrunkInput[], nextSeed: NextSeed): SymbolicTensor[] {
  return inputs.map((input) => {
    const { name, spec, tensor } = input;
    if (spec.kind === "image") return connect(layers.flatten({ name: `inputs_flatten_${name}` }), tensor);
    return spec.kind === "categorical" ? columnEmbeddings(input, nextSeed) : tensor;
  });
}
