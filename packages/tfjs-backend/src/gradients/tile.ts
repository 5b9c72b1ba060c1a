import { reshape, sum, type GradConfig, type Tensor } from "@tensorflow/tfjs-core";

/** Sums dy over the copies, axis by axis; tfjs's own slices them out one by one, and only up to rank 4. */
export const tileGradient: GradConfig = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({
    x: () => {
      const reps = attrs["reps"] as number[];
      const rest = [...(dy as Tensor).shape];
      let gradient = dy as Tensor;
      for (const [axis, length] of x!.shape.entries()) {
        if (reps[axis] !== 1) {
          const before = rest.slice(0, axis).reduce((product, size) => product * size, 1);
          gradient = sum(reshape(gradient, [before, reps[axis]!, -1]), 1);
          rest[axis] = length;
        }
      }
      return reshape(gradient, x!.shape);
    },
  }),
};
