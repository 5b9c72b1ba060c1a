import type { GramianBalancing, Present } from "../balancing.ts";
import { spread, subVector } from "../linear-algebra/subset.ts";
import { count, methodOption } from "../method-option.ts";
import { listed, savedReader } from "../saved-state.ts";

/**
 * Asks a method for weights in the first of every `steps` steps, and keeps them for the others, which then need no
 * gradient for each task (Navon et al. 2022, "Multi-Task Learning as a Bargaining Game", section 6.3). A task that is not
 * present when it asks keeps the weight that it had, at first the mean of the others'.
 *
 * @throws PolyheadError `config-invalid` unless `steps` is a positive whole number
 */
export function everySteps(steps: number, method: GramianBalancing): GramianBalancing {
  methodOption("everySteps", "steps", steps, count);
  return {
    ...method,
    name: `${method.name} every ${steps} steps`,
    create(tasks, seed) {
      const inner = method.create(tasks, seed);
      let held: Float64Array | undefined;
      let age = 0;
      return {
        heldWeights() {
          if (held === undefined || age >= steps) return undefined;
          age++;
          return held;
        },
        weigh(gramian, losses, present) {
          held = withHeld(inner.weigh(gramian, losses, present), held, present);
          age = 1;
          return held;
        },
        save() {
          const { json } = inner.save();
          return { json: { age, held: listed(held), method: json } };
        },
        restore(saved) {
          const reader = savedReader("everySteps", saved);
          age = reader.count("age");
          held = reader.optionalNumbers("held", tasks.length);
          inner.restore({ json: reader.value("method") });
        },
      };
    },
  };
}

function withHeld(drawn: Float64Array, held: Float64Array | undefined, present: Present): Float64Array {
  if (present === undefined) return drawn;
  const own = subVector(drawn, present);
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length;
  return spread(held ?? new Float64Array(drawn.length).fill(mean), present, own);
}
