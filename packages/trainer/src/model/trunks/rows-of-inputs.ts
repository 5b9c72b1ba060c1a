import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
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
    if (spec.kind === "text")
      throw new PolyheadError(
        "config-invalid",
        `The text "${name}" needs a trunk that reads texts; this one does not. Use biLstm(), textCnn(), transformer() or wordBag().`,
        { details: { input: name } },
      );
    return spec.kind === "categorical" ? columnEmbeddings(input, nextSeed) : tensor;
  });
}
