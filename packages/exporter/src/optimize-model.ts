import { optimize, type Model } from "@polyhead/onnx";

/** A model with every pass run on its graph. */
export function optimizeModel(model: Model): Model {
  return { ...model, graph: optimize(model.graph).graph };
}
