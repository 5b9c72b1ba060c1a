import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { connect } from "../connect.ts";
import { ColumnEmbeddings } from "../layers/column-embeddings.ts";
import type { NextSeed, TrunkInput } from "./trunk.ts";

/** Widest embedding of a column. */
const MAX_WIDTH = 50;

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
  const seeds = sizes.map(() => nextSeed());
  return connect(
    new ColumnEmbeddings({
      sizes,
      widths: sizes.map(embeddingWidth),
      seeds,
      name: `inputs_embeddings_${name}`,
    }),
    tensor,
  );
}

/**
 * How many numbers stand for one of `count` values: `min(50, ⌈1.6·count^0.56⌉)`.
 *
 * fast.ai's rule (`emb_sz_rule`), which was found by experiments, with a lower bound on the width of large tables.
 */
export function embeddingWidth(count: number): number {
  return Math.min(MAX_WIDTH, Math.ceil(1.6 * count ** 0.56));
}
