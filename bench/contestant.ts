// One engine in a process of its own: answers each line "network batch steps" with the seconds that the steps took.
import { createInterface } from "node:readline";
import { chooseBackend, type BackendName } from "@polyhead/trainer";
import { Adam, compileStep } from "@polyhead/tfjs-backend-onnxruntime";
import * as tf from "@tensorflow/tfjs-core";
import { buildNetwork, examples, networks, type Network } from "./networks.ts";
import { startStockWasm } from "./stock-wasm.ts";

/** "stock-wasm": tfjs's own; "eager": ONNX Runtime kernel by kernel; "compiled": the step as one session. */
type Engine = "stock-wasm" | "eager" | "compiled" | BackendName;
type Step = () => Promise<void>;

async function start(engine: Engine): Promise<string> {
  if (engine === "stock-wasm") return startStockWasm();
  const prefer: BackendName = engine === "eager" || engine === "compiled" ? "onnxruntime" : engine;
  const { description } = await chooseBackend({ prefer });
  if (/swiftshader|llvmpipe/i.test(description)) throw new Error(`${description} is not a GPU`);
  return prefer === engine ? `${engine}: ${description}` : `${prefer}, ${engine}: ${description}`;
}

function trainingStep(engine: Engine, name: Network["name"], batch: number): Step {
  const network = buildNetwork(name);
  const own = engine === "eager" || engine === "compiled";
  const optimizer = own ? new Adam({ learningRate: 1e-3 }) : tf.train.adam(1e-3);
  const labels = tf.oneHot(tf.randomUniform([batch], 0, 10, "int32"), 10);
  const values = tf.randomNormal([batch, 1]);
  const learn = (x: tf.Tensor, y: tf.Tensor, z: tf.Tensor): tf.Tensor => {
    const loss = (): tf.Scalar => {
      const [logits, value] = network.apply(x, { training: true }) as [tf.Tensor, tf.Tensor];
      return tf.add(tf.losses.softmaxCrossEntropy(y, logits), tf.losses.meanSquaredError(z, value));
    };
    return optimizer.minimize(loss, true) ?? tf.scalar(Number.NaN);
  };
  const compiled = engine === "compiled" ? compileStep(learn) : undefined;
  const x = examples(name, batch);
  return async () => {
    const cost = compiled === undefined ? learn(x, labels, values) : compiled.run(x, labels, values);
    await cost.data();
    cost.dispose();
  };
}

const engine = process.argv[2] as Engine;
const label = await start(engine).catch((error: Error) => {
  console.log(`absent ${error.message}`);
  return process.exit();
});
console.log(`ready ${label}`);
const steps = new Map<string, Step>();

async function timedRound(name: string, batch: number, count: number): Promise<number> {
  const network = networks.find((network) => network.name === name);
  if (network === undefined) throw new Error(`there is no network "${name}"`);
  const key = `${name} ${batch}`;
  const step = steps.get(key) ?? trainingStep(engine, network.name, batch);
  for (let warm = 0; !steps.has(key) && warm < 4; warm++) await step();
  steps.set(key, step);
  const start = performance.now();
  for (let done = 0; done < count; done++) await step();
  return (performance.now() - start) / 1000;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name = "", batch = "", count = ""] = line.split(" ");
  const answer = await timedRound(name, Number(batch), Number(count)).catch(
    (error: Error) => `failed ${error.message}`,
  );
  console.log(answer);
}
