import {
  broadcastTo,
  div,
  reshape,
  util,
  type GradConfig,
  type NamedAttrMap,
  type Tensor,
} from "@tensorflow/tfjs-core";

/** dy, given back to every value that was summed up; tfjs's own multiplies by a tensor of ones. */
function spread(dy: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return broadcastTo(reshape(dy, kept), x.shape as [number]);
}

function axesOf(x: Tensor, attrs: NamedAttrMap): readonly number[] {
  return util.parseAxisParam(attrs["axis"] as number[], x.shape);
}

export const sumGradient: GradConfig = {
  kernelName: "Sum",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as Tensor, x!, axesOf(x!, attrs)) }),
};

export const meanGradient: GradConfig = {
  kernelName: "Mean",
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({
    x: () => {
      const axes = axesOf(x!, attrs);
      const count = axes.reduce((product, axis) => product * x!.shape[axis]!, 1);
      return spread(div(dy as Tensor, count), x!, axes);
    },
  }),
};
