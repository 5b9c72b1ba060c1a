import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PolyheadError } from "@polyhead/spec";
import { chooseBackend, type BackendChoice, type BackendName } from "@polyhead/trainer";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { median } from "./median.ts";

export interface TrainingBenchOptions {
  /** How often each engine is timed, in turn with the others; default 5. */
  readonly rounds?: number;
}

/** What a contestant says of itself once it is warm; the slowest are timed once. */
interface Introduction {
  readonly label: string;
  readonly batch: number;
  readonly steps: number;
  readonly once: boolean;
}

/** An engine in a process of its own, which answers each line it reads with the seconds of a round. */
interface Contestant extends Introduction {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: AsyncIterator<string>;
  readonly seconds: number[];
}

type Engine = "stock-wasm" | BackendName;
const engines: readonly Engine[] = ["stock-wasm", "wasm", "webgpu", "tfjs-node-gpu", "cpu"];

const batch = 64;

/** Prints images per second of the reference network's training step on each engine, over stock WASM's. */
export async function benchTraining({ rounds = 5 }: TrainingBenchOptions = {}): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const entries = engines.map((engine): [string, string[]] => [process.execPath, [script, engine]]);
  const contestants: Contestant[] = [];
  for (const [command, args] of [...entries, ["/usr/bin/python3", ["-c", pytorch]] as const]) {
    const contestant = await admit(command, args);
    if (typeof contestant === "string") console.log(`not measured: ${contestant}`);
    else contestants.push(contestant);
  }
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      if (round === 0 || !contestant.once) await time(contestant);
    }
  }
  for (const { child } of contestants) child.stdin.end();
  report(contestants);
}

async function admit(command: string, args: readonly string[]): Promise<Contestant | string> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.on("error", (error) => (complaint += error.message));
  child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) return `${command}: ${complaint.trim().split("\n").at(-1)}`;
  const introduction = JSON.parse(first.value) as Introduction | { readonly absent: string };
  return "absent" in introduction ? introduction.absent : { ...introduction, child, lines, seconds: [] };
}

async function time({ child, lines, label, seconds }: Contestant): Promise<void> {
  child.stdin.write("\n");
  const answer = await lines.next();
  if (answer.done === true) {
    throw new PolyheadError(
      "device-unavailable",
      `${label} ended before its round was over: run it alone to see why.`,
    );
  }
  seconds.push(Number(answer.value));
}

function report(contestants: readonly Contestant[]): void {
  const speeds = contestants.map(({ batch, steps, seconds }) => (batch * steps) / median(seconds));
  console.log("Training step of the reference network (conv 32, conv 64, dense 512, two heads; Adam)");
  for (const [index, { label, batch, seconds }] of contestants.entries()) {
    const speed = speeds[index]!;
    const columns = [
      label.padEnd(70),
      `batch ${batch}`.padEnd(9),
      `${speed.toFixed(speed < 10 ? 2 : 0)} images/s`.padStart(15),
      `${(speed / speeds[0]!).toFixed(2)} × stock WASM`.padStart(20),
      seconds.length === 1 ? "(one round)" : `(median of ${seconds.length} rounds)`,
    ];
    console.log(columns.join("  "));
  }
}

async function compete(engine: Engine): Promise<void> {
  const introduction = await introduce(engine);
  if ("absent" in introduction) {
    console.log(JSON.stringify(introduction));
    return;
  }
  const step = trainingStep(introduction.batch);
  for (let warm = 0; warm < (introduction.once ? 1 : 3); warm++) await step();
  console.log(JSON.stringify(introduction));
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = performance.now();
    for (let count = 0; count < introduction.steps; count++) await step();
    console.log((performance.now() - start) / 1000);
  }
}

async function introduce(engine: Engine): Promise<Introduction | { readonly absent: string }> {
  if (engine === "stock-wasm") {
    await startStockWasm();
    return { label: "stock WASM (its missing filter gradient composed)", batch, steps: 1, once: false };
  }
  const choice: BackendChoice | Error = await chooseBackend({ prefer: engine }).catch(
    (error: Error) => error,
  );
  if (choice instanceof Error) return { absent: choice.message };
  const label = `${choice.name}: ${choice.description}`;
  const slow = engine === "cpu" || /swiftshader|llvmpipe/i.test(label);
  return slow ? { label, batch: 1, steps: 1, once: true } : { label, batch, steps: 3, once: false };
}

/** tfjs's own kernels, and the one that it lacks put together from them: for a 3 × 3 filter, stride 1, padding same. */
async function startStockWasm(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const x = inputs.x as tf.Tensor4D;
      const dy = inputs.dy as tf.Tensor4D;
      const [count, height, width, channels] = x.shape;
      return tf.tidy(() => {
        const padded = tf.pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]);
        const products = Array.from({ length: 9 }, (_, offset) => {
          const begin = [0, Math.floor(offset / 3), offset % 3, 0];
          const met = tf.slice(padded, begin, [count, height, width, channels]);
          return tf.matMul(tf.transpose(tf.reshape(met, [-1, channels])), tf.reshape(dy, [-1, dy.shape[3]]));
        });
        return tf.reshape(tf.stack(products), attrs?.["filterShape"] as number[]);
      });
    },
  });
}

function trainingStep(batch: number): () => Promise<void> {
  const network = referenceNetwork();
  const optimizer = tf.train.adam(1e-3);
  const images = tf.randomUniform([batch, 32, 32, 3]);
  const labels = tf.oneHot(tf.randomUniform([batch], 0, 10, "int32"), 10);
  const values = tf.randomNormal([batch, 1]);
  const loss = (): tf.Scalar => {
    const [logits, value] = network.apply(images, { training: true }) as [tf.Tensor, tf.Tensor];
    return tf.add(tf.losses.softmaxCrossEntropy(labels, logits), tf.losses.meanSquaredError(values, value));
  };
  return async () => {
    const cost = optimizer.minimize(loss, true)!;
    await cost.data();
    cost.dispose();
  };
}

function referenceNetwork(): tfl.LayersModel {
  const image = tfl.input({ shape: [32, 32, 3] });
  let trunk: tfl.SymbolicTensor = image;
  for (const filters of [32, 64]) {
    const conv = tfl.layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" });
    trunk = tfl.layers.maxPooling2d({ poolSize: 2 }).apply(conv.apply(trunk)) as tfl.SymbolicTensor;
  }
  const dense = tfl.layers.dense({ units: 512, activation: "relu" });
  trunk = dense.apply(tfl.layers.flatten().apply(trunk)) as tfl.SymbolicTensor;
  const heads = [10, 1].map((units) => tfl.layers.dense({ units }).apply(trunk) as tfl.SymbolicTensor);
  return tfl.model({ inputs: image, outputs: heads });
}

const pytorch = `
import json, sys, time

def say(value):
    print(json.dumps(value), flush=True)

try:
    import torch
    from torch import nn
except ImportError:
    say({"absent": "PyTorch, which python3 does not have"})
    sys.exit()

torch.set_num_threads(2)
trunk = nn.Sequential(
    nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(4096, 512), nn.ReLU())
label, value = nn.Linear(512, 10), nn.Linear(512, 1)
optimizer = torch.optim.Adam([p for m in (trunk, label, value) for p in m.parameters()], lr=1e-3)
images, labels, values = torch.rand(${batch}, 3, 32, 32), torch.randint(0, 10, (${batch},)), torch.randn(${batch}, 1)

def step():
    optimizer.zero_grad()
    h = trunk(images)
    loss = nn.functional.cross_entropy(label(h), labels) + nn.functional.mse_loss(value(h), values)
    loss.backward()
    optimizer.step()
    loss.item()

for _ in range(3):
    step()
say({"label": f"PyTorch {torch.__version__}, CPU, 2 threads", "batch": ${batch}, "steps": 5, "once": False})
for _ in sys.stdin:
    start = time.perf_counter()
    for _ in range(5):
        step()
    say(time.perf_counter() - start)
`;

const asked = engines.find((engine) => engine === process.argv[2]);
if (import.meta.main) await (asked === undefined ? benchTraining() : compete(asked));
