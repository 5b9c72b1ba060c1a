import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { connect } from "../connect.ts";
import { ColumnEmbeddings } from "../layers/column-embeddings.ts";
import type { NextSeed, TrunkInput } from "./trunk.ts";

/** Most numbers that stand for one value of a column. */
const MAX_WIDTH = 64;

/**
 * A categorical input's columns, each as the numbers learned for its values: `[batch, columns]` → `[batch, features]`.
 *
 * @throws PolyheadError `config-invalid` for an input whose vocabularies were not fitted
 */
export function columnEmbeddings({ name, spec, tensor }: TrunkInput, nextSeed: NextSeed): SymbolicTensor {
  if (!("vocabularies" in spec)) {
    throw new PolyheadError(
      "config-invalid",
      `The network should be built for the values that input "${name}" has in the data; they are not known yet. Give it the fitted inputs.`,
      { details: { input: name } },
    );
  }
  const sizes = spec.vocabularies.map((vocabulary) => vocabulary.length + 1);
  const widths = sizes.map(embeddingWidth);
  const layer = new ColumnEmbeddings({ sizes, widths, seed: nextSeed(), name: `inputs_embeddings_${name}` });
  return connect(layer, tensor);
}

/**
 * How many numbers stand for one of `count` values: `1.6·count^0.56`, rounded up to a power of 2, so that columns have few different
 * widths, and at most 64.
 *
 * `1.6·count^0.56` is fast.ai's rule (`emb_sz_rule`), which was found by experiments.
 */
export function embeddingWidth(count: number): number {
  return Math.min(MAX_WIDTH, 2 ** Math.ceil(Math.log2(1.6 * count ** 0.56)));
}
