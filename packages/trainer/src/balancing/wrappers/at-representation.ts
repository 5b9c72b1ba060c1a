import { PolyheadError } from "@polyhead/spec";
import type { Balancing, GramianBalancing } from "../balancing.ts";

/**
 * Asks a method on the Gramian with the tasks' gradients of the features that all heads read, in place of those of the shared
 * parameters: T backward passes through the heads, one through the trunk, and one more forward pass through the trunk.
 *
 * Where the features are a linear function of the parameters that keeps lengths and angles, the weights are the same; elsewhere
 * those of MGDA make the shortest combination shorter only as far as the features go: an upper bound (Sener, Koltun 2018,
 * "Multi-Task Learning as Multi-Objective Optimization", section 3.3, MGDA-UB). Every example of a batch counts by itself.
 *
 * @throws PolyheadError `config-invalid` for a method that needs the gradients' coordinates, or sees losses alone; when training
 *   starts, also for a model whose heads do not all read the same features, and nothing else that is shared
 */
export function atRepresentation(method: GramianBalancing): GramianBalancing {
  const { kind, name }: Balancing = method;
  if (kind !== "gramian")
    throw new PolyheadError(
      "config-invalid",
      `atRepresentation() should be given a method that needs only how gradients lie to one another, such as mgda(); received "${name}".`,
      { details: { received: name } },
    );
  return { ...method, name: `${name} at the representation`, at: "representation" };
}
