// B batch. A small convolutional network with two tasks, its weights drawn from a seed.
import { createModel, encodeModel, GraphBuilder, type Value } from "@polyhead/onnx";
import { classification, image, MANIFEST_KEY, numeric, regression, type Manifest } from "@polyhead/spec";

const CLASSES = ["square", "ellipse", "star"] as const;

const manifest: Manifest = {
  version: 1,
  name: "two-task",
  producer: { name: "polyhead", version: "0.1.0" },
  inputs: {
    image: {
      ...image({ height: 16, width: 16, channels: 3 }),
      normalizer: { mean: [127, 127, 127], std: [64, 64, 64] },
    },
    numbers: { ...numeric({ columns: ["x", "y"] }), normalizer: { mean: [0, 0], std: [1, 1] } },
  },
  tasks: {
    label: classification({ classes: CLASSES }),
    size: { ...regression({ unit: "px" }), normalizer: { mean: [10], std: [5] } },
  },
};

/** Numbers in −1 … 1, the same at each call with the same seed (Park and Miller 1988). */
function draw(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  });
}

export function twoTaskModel(): Uint8Array {
  const graph = new GraphBuilder("two-task");
  const picture = graph.input("image", "float32", ["batch", 16, 16, 3]);
  const numbers = graph.input("numbers", "float32", ["batch", 2]);
  const weights = (name: string, ...dims: number[]): Value => {
    const count = dims.reduce((product, size) => product * size);
    return graph.initializer(name, draw(count, count), dims);
  };
  const scalar = (value: number): Value => graph.initializer("scalar", new Float32Array([value]), [1]);
  const scaled = graph.op("Div", [graph.op("Sub", [picture, scalar(127)]), scalar(64)]);
  const nchw = graph.op("Transpose", [scaled], { perm: [0, 3, 1, 2] }); // [B, 3, 16, 16]
  const convolved = graph.op("Conv", [nchw, weights("filters", 8, 3, 3, 3), weights("bias", 8)], {
    pads: [1, 1, 1, 1],
  });
  const pooled = graph.op("MaxPool", [graph.op("Relu", [convolved])], {
    kernel_shape: [2, 2],
    strides: [2, 2],
  }); // [B, 8, 8, 8]
  const flat = graph.op("Flatten", [pooled]); // [B, 512]
  const trunk = graph.op("Relu", [
    graph.op("Gemm", [graph.op("Concat", [flat, numbers], { axis: 1 }), weights("dense", 514, 16)]),
  ]);
  const logits = graph.op("Mul", [graph.op("Gemm", [trunk, weights("label", 16, 3)]), scalar(0.02)]);
  graph.output(graph.op("Softmax", [logits], { axis: -1 }), "label");
  const size = graph.op("Add", [graph.op("Gemm", [trunk, weights("size", 16, 1)]), scalar(10)]); // [B, 1]
  graph.output(graph.op("Reshape", [size, graph.constant([-1])]), "size");
  return encodeModel(createModel(graph.build(), { metadata: { [MANIFEST_KEY]: JSON.stringify(manifest) } }));
}

/** Examples for it. */
export function twoTaskInputs(count: number): { image: Uint8Array; numbers: Record<string, number> }[] {
  return Array.from({ length: count }, (_, index) => {
    const [x = 0, y = 0] = draw(index + 1, 2);
    return {
      image: Uint8Array.from(draw(index + 100, 768), (value) => (value + 1) * 127.5),
      numbers: { x, y },
    };
  });
}
