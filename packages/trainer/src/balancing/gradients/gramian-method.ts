import type { GramianBalancing } from "../balancing.ts";
import { spread, subMatrix } from "../linear-algebra/subset.ts";
import { stateless } from "../saved-state.ts";

/**
 * A method without state whose weights are a function of the Gramian; tasks that are not present are left out of it and
 * weigh 0.
 *
 * @param weigh gramian `[T, T]` → weights `[T]`
 */
export function gramianMethod(
  name: string,
  heads: GramianBalancing["heads"],
  weigh: (gramian: Float64Array) => Float64Array,
): GramianBalancing {
  return {
    kind: "gramian",
    name,
    heads,
    create: (tasks) => ({
      ...stateless,
      weigh: (gramian, _, present) =>
        present === undefined
          ? weigh(gramian)
          : spread(new Float64Array(tasks.length), present, weigh(subMatrix(gramian, present))),
    }),
  };
}
