import { PolyheadError, type Inputs, type Manifest, type Prediction, type Predictions } from "@polyhead/spec";
import type { Model, Resize } from "@polyhead/runtime";
import type { BadRowPolicy } from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { badRowOption } from "../bad-row-option.ts";
import { checkOutputName } from "../predict/check-output-name.ts";
import { DEVICES, type DeviceName } from "../device-names.ts";
import { findModel } from "../predict/find-model.ts";
import { predictionsTable } from "../terminal/predictions-table.ts";
import { writtenLine } from "../terminal/written-line.ts";

const HELP = `
The model is --model, or the first argument when it ends in .onnx, or the only .onnx file in this directory.
What to predict from: PNG and JPEG files for a model with one image input; texts for one with one text input, as arguments
or with - a line each on standard input; for any model a file of rows, or JSON, as files, with --json, or
on standard input with -. JSON is one example or a list of them; an example is { "input": value }, for a model with one
input the value alone, or a row of a table, whose columns go to the inputs that have them. The value of an image is its path,
and of numbers, categories and dates their columns.

A file of rows is .csv, .tsv, .jsonl (each also .gz) or .parquet, of any size. The columns that the model reads are found by
their names; others, labels among them, are passed over. It is read as the data of --config are, or of polyhead.config.ts in
this directory where that is the model's: with its names of columns, missing values and ways to write numbers.
Without --output the first rows are shown. A .csv file has columns by task, a .jsonl file every probability.

Examples:
  $ polyhead predict cat.png
  $ polyhead predict cifar.onnx photos/*.jpg --format json
  $ polyhead predict census.onnx --json '{ "age": 39, "job": "clerk" }'
  $ cat people.json | polyhead predict census.onnx -
  $ polyhead predict census.onnx new.csv                        the first rows
  $ polyhead predict census.onnx new.csv -o predictions.csv     all, a row each
  $ polyhead predict census.onnx new.parquet --format json | jq .predictions.income.class
`;

interface PredictFlags {
  readonly model?: string;
  readonly json?: string;
  readonly device: DeviceName;
  readonly resize: Resize | "none";
  readonly config?: string;
  readonly onBadRow?: BadRowPolicy;
  readonly output?: string;
  readonly format: "text" | "json";
}

export function addPredict(program: Command): void {
  program
    .command("predict")
    .argument("[inputs...]", "the model, and what to predict from")
    .description("predict every task with an exported model")
    .option("-m, --model <file>", "the model")
    .option("-j, --json <text>", "an example, or a list of them, as JSON")
    .addOption(new Option("-d, --device <name>", "where to run").choices(DEVICES).default("auto"))
    .addOption(
      new Option("--resize <how>", "how an image of another size becomes the model's")
        .choices(["cover", "contain", "fill", "none"])
        .default("cover"),
    )
    .option("-c, --config <file>", "as whose data a file of rows is read (default: polyhead.config.ts)")
    .addOption(badRowOption())
    .option("-o, --output <file>", "write predictions to a .csv or .jsonl file")
    .addOption(
      new Option("-f, --format <format>", "what to print: text, or one JSON object a line")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText("after", HELP)
    .action(predictCommand);
}

async function predictCommand(args: readonly string[], flags: PredictFlags): Promise<void> {
  const { device, resize, output } = flags;
  if (output !== undefined) checkOutputName(output);
  const found = await findModel(args, flags.model);
  const { load } = await import("@polyhead/runtime");
  await using model = await load(found.model, { device, ...(resize !== "none" && { resize }) });
  const { manifest } = model;
  if (manifest === undefined) {
    throw new PolyheadError(
      "manifest-missing",
      `The model ${found.model} should have a Polyhead manifest, which says what its inputs and outputs mean; it has none: see \`polyhead inspect\`, or \`polyhead serve\` it to send raw tensors.`,
      { details: { path: found.model } },
    );
  }
  const { fileOfRows } = await import("../predict/file-of-rows.ts");
  const path = await fileOfRows(manifest, found.rest, flags.json);
  if (path === undefined) await predictExamples(model, manifest, found.rest, flags);
  else {
    const { predictFile } = await import("../predict/predict-file.ts");
    await predictFile(path, { name: found.model, model, manifest }, flags);
  }
}

async function predictExamples(
  model: Model,
  manifest: Manifest,
  args: readonly string[],
  { resize, json, output, format }: PredictFlags,
): Promise<void> {
  const { readExamples } = await import("../read-examples.ts");
  const examples = await readExamples(manifest, args, json);
  const { noteResized } = await import("../note-resized.ts");
  if (resize !== "none") await noteResized(manifest, examples, resize);
  const predictions = await predictAll(
    model,
    examples.map(({ inputs }) => inputs),
  );
  const list = examples.map(({ source }, index) => ({
    source,
    predictions: predictions[index] as Readonly<Record<string, Prediction>>,
  }));
  const { jsonLines, writePredictions } = await import("../predict/write-predictions.ts");
  if (output === undefined)
    process.stdout.write(format === "json" ? jsonLines(list) : predictionsTable(manifest, list));
  else process.stdout.write(writtenLine(output, await writePredictions(output, manifest, [list])));
}

async function predictAll(model: Model, list: readonly Inputs[]): Promise<Predictions[]> {
  const [only] = list;
  // An error of the one example there is needs no number.
  return only !== undefined && list.length === 1 ? [await model.predict(only)] : model.predictBatch(list);
}
