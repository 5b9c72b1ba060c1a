// Legend: B batch, L tokens, F features, E experts.
import type { Translator } from "../translator.ts";

/** A layer of the trainer's: `Σ_e weights_e · experts_e` for weights `[B, E]` and E experts `[B, L, F]`. */
export const weightedSum: Translator = (_, [weights, ...experts], context) => {
  const [first] = experts;
  if (weights === undefined || first === undefined) throw context.refusal("it has no experts");
  const { value } = context.plain(weights);
  const terms = experts.map((expert, index) => {
    const column = context.op("Gather", [value, context.integers(`expert${index}`, [index])], { axis: 1 }); // [B, 1]
    const weight = context.op("Unsqueeze", [column, context.integers("axes", [2])]); // [B, 1, 1]
    return context.op("Mul", [context.plain(expert).value, weight]);
  });
  const sum = terms.reduce((left, right) => context.op("Add", [left, right]));
  return [{ value: sum, shape: first.shape, layout: "plain" }];
};
