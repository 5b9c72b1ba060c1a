// B batch. A model that ONNX Runtime's WebGPU opens but cannot run: it has no three-dimensional ConvTranspose.
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import { image, MANIFEST_KEY, regression, type Manifest } from "@polyhead/spec";

const manifest: Manifest = {
  version: 1,
  name: "volume",
  producer: { name: "polyhead", version: "0.1.0" },
  inputs: { image: { ...image({ height: 8, width: 8, channels: 1 }), normalizer: { mean: [0], std: [1] } } },
  tasks: { sum: { ...regression(), normalizer: { mean: [0], std: [1] } } },
};

export function volumeModel(): Uint8Array {
  const graph = new GraphBuilder("volume");
  const picture = graph.input("image", "float32", ["batch", 8, 8, 1]);
  const volume = graph.op("Reshape", [picture, graph.constant([-1, 1, 4, 4, 4])]);
  const kernel = graph.initializer("kernel", new Float32Array(8).fill(1), [1, 1, 2, 2, 2]);
  const types = [{ dataType: "float32", shape: ["batch", 1, 5, 5, 5] }] as const;
  const grown = graph.op("ConvTranspose", [volume, kernel], {}, { types });
  graph.output(graph.op("ReduceSum", [grown, graph.constant([1, 2, 3, 4])], { keepdims: 0 }), "sum"); // [B]
  const metadata = { [MANIFEST_KEY]: JSON.stringify(manifest) };
  return encodeModel(createModel(graph.build(), { metadata }));
}

/** Each pixel reaches eight places: the sum is 8 · 64. */
export const volumeInputs: readonly { readonly image: Uint8Array }[] = [
  { image: new Uint8Array(64).fill(1) },
];
