import { keepPadsBeforePools, optimize, padConvolutionChannels, type Model } from "@polyhead/onnx";

/** A model with every pass run on its graph, and in the form that ONNX Runtime 1.30 computes rightly on every provider. */
export function optimizeModel(model: Model): Model {
  const { graph } = optimize(padConvolutionChannels(model.graph).graph);
  return { ...model, graph: keepPadsBeforePools(graph).graph };
}
