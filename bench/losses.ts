// The losses of the benchmark's networks over 20 steps, on ONNX Runtime against TensorFlow.js's JavaScript backend, which takes
// minutes for it: `node bench/losses.ts`.
import {
  Adam,
  BACKEND_NAME,
  compileStep,
  registerOnnxRuntimeBackend,
} from "@polyhead/tfjs-backend-onnxruntime";
import * as tf from "@tensorflow/tfjs-core";
import { buildNetwork, examples, networks, type Network } from "./networks.ts";

type Engine = "cpu" | "eager" | "compiled";

/** Values that every engine starts from, wherever they were drawn. */
interface Saved {
  readonly shape: number[];
  readonly values: tf.TypedArray;
}

interface Problem {
  readonly weights: readonly Saved[];
  readonly batches: readonly (readonly Saved[])[];
}

const STEPS = 20;
const TOLERANCE = 1e-4;
/** Small: TensorFlow.js's JavaScript takes a second for an image, and more for the gradient of a vocabulary of 5,000 words. */
const BATCH: Readonly<Record<Network["name"], number>> = { cnn: 4, mlp: 512, text: 2, lstm: 2 };

function saved(tensor: tf.Tensor): Saved {
  return { shape: tensor.shape, values: tensor.dataSync().slice() };
}

function restored({ shape, values }: Saved): tf.Tensor {
  return tf.tensor(values, shape);
}

function draw(name: Network["name"]): Problem {
  const model = buildNetwork(name);
  const count = BATCH[name];
  const weights = model.getWeights().map(saved);
  const batches = Array.from({ length: STEPS }, () => {
    const labels = tf.oneHot(tf.randomUniform([count], 0, 10, "int32"), 10, 1, 0, "float32");
    return [examples(name, count), labels, tf.randomNormal([count, 1])].map(saved);
  });
  tf.disposeVariables();
  return { weights, batches };
}

async function train(
  name: Network["name"],
  engine: Engine,
  { weights, batches }: Problem,
): Promise<number[]> {
  await tf.setBackend(engine === "cpu" ? "cpu" : BACKEND_NAME);
  const model = buildNetwork(name);
  model.setWeights(weights.map(restored));
  const optimizer = engine === "cpu" ? tf.train.adam(1e-3) : new Adam({ learningRate: 1e-3 });
  const learn = (x: tf.Tensor, y: tf.Tensor, z: tf.Tensor): tf.Tensor => {
    const loss = (): tf.Scalar => {
      const [logits, value] = model.apply(x, { training: true }) as [tf.Tensor, tf.Tensor];
      return tf.add(tf.losses.softmaxCrossEntropy(y, logits), tf.losses.meanSquaredError(z, value));
    };
    return optimizer.minimize(loss, true)!;
  };
  const compiled = compileStep(learn);
  const run = engine === "compiled" ? compiled.run.bind(compiled) : learn;
  const losses = batches.map((batch) =>
    tf.tidy(() => {
      const [x, y, z] = batch.map(restored);
      return run(x!, y!, z!).dataSync()[0]!;
    }),
  );
  if (engine === "compiled" && !compiled.compiled) throw new Error(`${name}: ${compiled.reason}`);
  compiled.dispose();
  optimizer.dispose();
  tf.disposeVariables();
  return losses;
}

function difference(losses: readonly number[], expected: readonly number[]): number {
  return Math.max(...losses.map((loss, at) => Math.abs(loss / expected[at]! - 1)));
}

registerOnnxRuntimeBackend();
// Its first tensor would print an advertisement for tfjs-node.
Reflect.set(tf.findBackend("cpu"), "firstUse", false);
for (const { name, title } of networks) {
  await tf.setBackend(BACKEND_NAME);
  const problem = draw(name);
  const start = performance.now();
  const expected = await train(name, "cpu", problem);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${title}, batch ${BATCH[name]}: loss ${expected[0]!.toFixed(4)} to ${expected.at(-1)!.toFixed(4)} on cpu, in ${seconds.toFixed(0)} s`,
  );
  for (const engine of ["eager", "compiled"] as const) {
    const largest = difference(await train(name, engine, problem), expected);
    console.log(`  ${engine.padEnd(8)} largest relative difference ${largest.toExponential(1)}`);
    if (!(largest < TOLERANCE)) process.exitCode = 1;
  }
}
