import type { ExportResult } from "@polyhead/exporter";
import type { Model } from "@polyhead/runtime";
import type { Example } from "@polyhead/spec";
import type { ModelConfig, TrainingRun } from "@polyhead/trainer";
import type { Command } from "commander";
import { join } from "node:path";
import { checkAgreement } from "../check-agreement.ts";
import { exitCodes } from "../exit-code.ts";
import { integer } from "../integer-option.ts";
import { interruptSignal } from "../interrupt.ts";
import { makeRunDirectory } from "../run-directory.ts";
import { formatBytes } from "../terminal/bytes.ts";
import { metricsTable } from "../terminal/metrics-table.ts";
import { predictionsTable, type NamedPredictions } from "../terminal/predictions-table.ts";
import { style } from "../terminal/style.ts";

/** Test pictures that are written as PNG files and predicted from there. */
const PICTURES = 4;

/** The column of what the exported file itself scores. */
const OWN = "test (ONNX)";

const HELP = `
Draws pictures of shapes, trains one model to tell shape, color, size and angle, exports it as one ONNX file, checks that
file against the trained model, and predicts with it. It needs no data set and no network, and takes about half a minute.

Examples:
  $ polyhead demo
  $ polyhead demo --count 20000 --epochs 10
`;

interface DemoFlags {
  readonly out: string;
  readonly count: number;
  readonly epochs: number;
}

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description("train, export, verify and predict on pictures drawn on the spot")
    .option("-o, --out <directory>", "where the run goes", "runs")
    .option("-n, --count <n>", "pictures to train on", integer(100), 6000)
    .option("-e, --epochs <n>", "passes over them", integer(1), 8)
    .addHelpText("after", HELP)
    .action(demoCommand);
}

async function demoCommand(flags: DemoFlags): Promise<void> {
  const signal = interruptSignal();
  const { averageScore, presentTraining, train } = await import("@polyhead/trainer");
  title("Train: one trunk, four heads");
  const config = await demoConfig(flags);
  const directory = await makeRunDirectory(flags.out, "demo");
  const run = await train(config, { directory, onEvent: presentTraining(process.stderr), signal });
  if (signal.aborted) {
    process.exitCode = exitCodes.interrupted;
    return;
  }
  title("Export: one ONNX file, checked against the trained model");
  const exported = await exportRun(run);
  title("Predict: from PNG files, with ONNX Runtime");
  const test = await collect(config);
  const { load } = await import("@polyhead/runtime");
  await using model = await load(exported.path);
  await predictFiles(model, test.slice(0, PICTURES), directory);
  title(`Verify: ${test.length} test pictures, drawn apart from the others`);
  const { measureModel } = await import("../evaluate-file.ts");
  const metrics = await measureModel(model, () => test);
  checkAgreement(run.summary.metrics["test"] ?? {}, metrics);
  const { average, spec } = run.summary;
  const ownAverage = averageScore(spec, metrics);
  const averages = { ...average, ...(ownAverage !== undefined && { [OWN]: ownAverage }) };
  const columns = { ...run.summary.metrics, [OWN]: metrics };
  process.stdout.write(`${metricsTable(spec, columns, averages)}\n`);
  printResult(run, exported);
}

async function demoConfig({ count, epochs }: DemoFlags): Promise<ModelConfig> {
  const { adam, cnn, defineModel, shapes, shapesInput, shapesTasks, uncertainty } =
    await import("@polyhead/trainer");
  return defineModel({
    name: "shapes",
    inputs: { image: shapesInput() },
    tasks: shapesTasks,
    data: shapes({ count, testCount: 500 }),
    trunk: cnn({ filters: [16, 32, 64], dense: 128 }),
    balancing: uncertainty(),
    training: { epochs, batchSize: 32, optimizer: adam({ learningRate: 0.003 }) },
  });
}

async function exportRun({ directory, model, summary }: TrainingRun): Promise<ExportResult> {
  const { exportModel } = await import("@polyhead/exporter");
  const { spec, metrics } = summary;
  const { test } = metrics;
  const path = join(directory, `${spec.name}.onnx`);
  const result = await exportModel({ model, spec, path, ...(test && { metrics: test }) });
  const worst = Math.max(...result.parity.outputs.map(({ maxAbsolute }) => maxAbsolute));
  const outputs = `outputs ${result.outputs.join(", ")}; largest difference ${worst.toExponential(1)}`;
  process.stdout.write(`${result.path}  ${formatBytes(result.bytes)}\n${outputs}\n`);
  return result;
}

async function collect(config: ModelConfig): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const example of config.data?.test?.(config) ?? []) examples.push(example);
  return examples;
}

async function predictFiles(model: Model, examples: readonly Example[], directory: string): Promise<void> {
  const { writePicture } = await import("../write-picture.ts");
  const rows: NamedPredictions[] = [];
  for (const [index, { inputs, labels }] of examples.entries()) {
    const source = `picture-${index + 1}.png`;
    const path = join(directory, source);
    await writePicture(inputs["image"], path);
    const drawn = Object.values(labels).map((label) =>
      typeof label === "number" ? label.toFixed(1) : label,
    );
    const predictions: NamedPredictions["predictions"] = await model.predict({ image: path });
    rows.push({ source, predictions, note: `drawn: ${drawn.join(", ")}` });
  }
  if (model.manifest !== undefined) process.stdout.write(predictionsTable(model.manifest, rows));
}

function printResult({ report }: TrainingRun, { path }: ExportResult): void {
  const line = (label: string, text: string): void => {
    process.stdout.write(`${style("bold", label.padEnd(6))}  ${text}\n`);
  };
  line("model", path);
  line("report", report);
  line("next", `polyhead serve ${path}`);
}

function title(text: string): void {
  process.stdout.write(`\n${style(["bold", "cyan"], text)}\n`);
}
