import type { Model } from "@polyhead/onnx";
import { computeFloat16 } from "./float16-compute.ts";
import { storeFloat16 } from "./float16-storage.ts";
import { quantizeInt4, RUNTIME_DOMAIN } from "./int4-blocks.ts";
import { quantizeDynamic } from "./int8-dynamic.ts";
import { quantizedActivations, quantizeStatic, type Range } from "./int8-static.ts";

/** What weights are stored as; `int8` is `int8-static` where there are convolutions, else `int8-dynamic`. */
export type WeightsMethod = "float16" | "int8" | "int8-dynamic" | "int8-static" | "int4";

/** Tells the ranges that activations of the float model take on calibration data. */
export type Calibrate = (activations: ReadonlySet<string>) => Promise<ReadonlyMap<string, Range>>;

export interface SmallerModel {
  readonly model: Model;
  readonly method: WeightsMethod;
  /** With float16 arithmetic, the operators between the weights that have none and stay float32. */
  readonly float32Operators?: readonly string[];
}

type Shrink = (model: Model, calibrate: Calibrate) => Promise<SmallerModel>;

export const shrinkBy: Readonly<Record<WeightsMethod | "float16-compute", Shrink>> = {
  float16: async (model) => ({ model: { ...model, graph: storeFloat16(model.graph) }, method: "float16" }),
  "float16-compute": async (model) => {
    const { graph, float32Operators } = computeFloat16(model.graph);
    return { model: { ...model, graph }, method: "float16", float32Operators };
  },
  int8: async (model, calibrate) =>
    shrinkBy[hasConvolutions(model) ? "int8-static" : "int8-dynamic"](model, calibrate),
  "int8-dynamic": async (model) => ({
    model: { ...model, graph: quantizeDynamic(model.graph) },
    method: "int8-dynamic",
  }),
  "int8-static": async (model, calibrate) => {
    const ranges = await calibrate(quantizedActivations(model.graph));
    return { model: { ...model, graph: quantizeStatic(model.graph, ranges) }, method: "int8-static" };
  },
  int4: async (model) => ({
    model: {
      ...model,
      graph: quantizeInt4(model.graph),
      customOpsets: { ...model.customOpsets, [RUNTIME_DOMAIN]: 1 },
    },
    method: "int4",
  }),
};

function hasConvolutions({ graph }: Model): boolean {
  return graph.nodes.some(({ domain, opType }) => domain === undefined && opType === "Conv");
}
