// A process of its own, because the environment chooses the Vulkan driver: `node train-on-provider.ts [<provider>] <network>…`
// trains each network for some steps, compiled for an execution provider of ONNX Runtime; for the CPU where it has no name.
import {
  Adam,
  BACKEND_NAME,
  compileStep,
  registerOnnxRuntimeBackend,
} from "@polyhead/tfjs-backend-onnxruntime";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers, sequential } from "@tensorflow/tfjs-layers";

export interface Training {
  readonly losses: readonly number[];
  /** why steps were not compiled, where they were not */
  readonly reason?: string;
}

const kernelInitializer = (): ReturnType<typeof initializers.glorotUniform> =>
  initializers.glorotUniform({ seed: 7 });

const head = () => layers.dense({ units: 3, kernelInitializer: kernelInitializer() });
const hidden = (inputShape: number[]) =>
  layers.dense({ inputShape, units: 8, activation: "relu", kernelInitializer: kernelInitializer() });
const convolution = (inputShape?: number[]) =>
  layers.conv2d({
    ...(inputShape && { inputShape }),
    filters: 4,
    kernelSize: 3,
    activation: "relu",
    kernelInitializer: kernelInitializer(),
  });
const pooling = (strides: number) => layers.maxPooling2d({ poolSize: 2, strides });

const networks = {
  mlp: () => [hidden([5]), head()],
  // Six channels, which ONNX Runtime 1.30 computes wrongly on WebGPU where it is not kept from it.
  cnn: () => [convolution([8, 8, 6]), pooling(2), layers.flatten(), head()],
  "overlapping pools": () => [convolution([6, 6, 2]), pooling(1), layers.flatten(), head()],
  "depth multiplier": () => [
    convolution([6, 6, 2]),
    layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, depthwiseInitializer: kernelInitializer() }),
    layers.flatten(),
    head(),
  ],
};

function train(network: keyof typeof networks, executionProvider: string | undefined): Training {
  const model = sequential({ layers: networks[network]() });
  const inputs = tf.randomUniform([4, ...model.inputs[0]!.shape.slice(1)] as [number], -1, 1, "float32", 3);
  const labels = tf.oneHot(tf.tensor1d([0, 2, 1, 2], "int32"), 3);
  const optimizer = new Adam({ learningRate: 0.02 });
  const step = compileStep(
    (x: tf.Tensor, y: tf.Tensor) =>
      optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor),
        true,
      )!,
    executionProvider === undefined ? {} : { executionProvider },
  );
  const losses = Array.from({ length: 6 }, () => tf.tidy(() => step.run(inputs, labels).dataSync()[0]!));
  const reason = step.reason;
  tf.disposeVariables();
  return { losses, ...(reason !== undefined && { reason }) };
}

if (import.meta.main) {
  const [provider = "", ...names] = process.argv.slice(2);
  registerOnnxRuntimeBackend();
  await tf.setBackend(BACKEND_NAME);
  const trainings = names.map((name) => train(name as keyof typeof networks, provider || undefined));
  console.log(JSON.stringify(trainings));
}
