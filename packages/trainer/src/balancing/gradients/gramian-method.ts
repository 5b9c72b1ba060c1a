import type { GramianBalancing } from "../balancing.ts";
import { stateless } from "../saved-state.ts";

/**
 * A method without state whose weights are a function of the Gramian.
 *
 * @param weigh gramian `[T, T]` → weights `[T]`
 */
export function gramianMethod(
  name: string,
  heads: GramianBalancing["heads"],
  weigh: (gramian: Float64Array) => Float64Array,
): GramianBalancing {
  return { kind: "gramian", name, heads, create: () => ({ ...stateless, weigh }) };
}
