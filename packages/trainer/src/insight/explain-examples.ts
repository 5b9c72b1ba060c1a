// B examples, C width of a task's output, L tokens
import {
  dispose,
  mul,
  reshape,
  sum,
  tidy,
  zerosLike,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec, FittedTask } from "@polyhead/spec";
import { setImmediate as nextTurn } from "node:timers/promises";
import { rowAt } from "../data/rows.ts";
import { inputTensors } from "../fit/batch.ts";
import type { Dataset, Examples } from "../fit/dataset.ts";
import { taskKind } from "../tasks/task-kinds.ts";
import { binsOf, sumsByBin, type Bins } from "./bins.ts";
import { continuousInputs } from "./continuous-inputs.ts";
import { gradCam } from "./grad-cam.ts";
import { integratedGradients } from "./integrated-gradients.ts";
import { thumbnail } from "./picture.ts";
import { columnSums, tablesOf, type TableColumns } from "./table-columns.ts";
import { textsOf, tokensOf, type TextPieces } from "./text-pieces.ts";

/** What the tasks look at in one example. */
export interface ExplainedExample {
  /** pictures by the name of their input: PNG as data URIs, at most 64 pixels a side */
  readonly pictures: Readonly<Record<string, string>>;
  readonly tasks: readonly ExplainedTask[];
}

export interface ExplainedTask {
  readonly task: string;
  readonly label: string;
  readonly prediction: string;
  /** what is explained: the likeliest class's logit, or the value */
  readonly score: number;
  /** the same of the mean example, with a text as long whose words say nothing */
  readonly baseline: number;
  /** of both: "logit", or the task's own; empty where it has none */
  readonly unit: string;
  readonly maps: readonly SaliencyMap[];
  /** how much of score less baseline each column of each input that has any accounts for: integrated gradients */
  readonly columns: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** the same of each piece of each text */
  readonly texts: Readonly<Record<string, ExplainedText>>;
}

export interface ExplainedText {
  /** what stands between pieces */
  readonly separator: string;
  /** words, characters or runs that byte pairs are made within, in their order */
  readonly pieces: readonly { readonly piece: string; readonly value: number }[];
}

/** Saliency of a picture made as small as the one in `pictures`. */
export interface SaliencyMap {
  readonly input: string;
  /** Integrated gradients sum up to score less baseline; Grad-CAM is 0 or more, without a unit. */
  readonly method: "grad-cam" | "integrated-gradients";
  /** `values[row][column]` */
  readonly values: readonly (readonly number[])[];
}

export interface ExplainOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
  /** whose mean stands for the mean example, where what is read is looked up in tables; by default those that are explained */
  readonly reference?: Uint32Array;
}

/** A spec's image input, and how its pictures are made small. */
interface Picture {
  readonly name: string;
  /** which of the inputs */
  readonly at: number;
  readonly channels: number;
  readonly bins: Bins;
}

/** Explains what every task says of some examples, by their pictures, columns and words. */
export async function explainExamples(options: ExplainOptions): Promise<ExplainedExample[]> {
  const { spec, dataset, rows } = options;
  const pictures = picturesOf(spec);
  const examples = await dataset.read(rows);
  const inputs = inputTensors(spec, dataset, examples);
  const reference = options.reference && inputTensors(spec, dataset, await dataset.read(options.reference));
  const tasks: ExplainedTask[][] = [];
  for (const [index, [name, task]] of Object.entries(spec.tasks).entries()) {
    tasks.push(await explainTask(options, { index, name, task, pictures, examples, inputs, reference }));
    await nextTurn();
  }
  dispose([...inputs, ...(reference ?? [])]);
  return Array.from(rows, (_, example) => ({
    pictures: Object.fromEntries(
      pictures.map(({ name, channels, bins }) => {
        return [name, thumbnail(rowAt(examples.inputs[name]!, example), channels, bins)];
      }),
    ),
    tasks: tasks.map((explained) => explained[example]!),
  }));
}

function picturesOf({ inputs }: FittedSpec): readonly Picture[] {
  return Object.entries(inputs).flatMap(([name, input], at) =>
    input.kind === "image"
      ? [{ name, at, channels: input.channels, bins: binsOf(input.height, input.width) }]
      : [],
  );
}

interface TaskParts {
  readonly index: number;
  readonly name: string;
  readonly task: FittedTask;
  readonly pictures: readonly Picture[];
  readonly examples: Examples;
  readonly inputs: readonly Tensor[];
  readonly reference: readonly Tensor[] | undefined;
}

/** Explains one task: one explanation for each example. */
async function explainTask(options: ExplainOptions, parts: TaskParts): Promise<ExplainedTask[]> {
  const { name, task, pictures, examples } = parts;
  const measured = await measureTask(options, parts);
  const tables = tablesOf(options.spec, options.model);
  const { score: kind } = taskKind(task);
  const offset = kind.offset(task);
  const texts = textsOf(options.spec, examples);
  return measured.map(({ output, score, baseline, attributions, map }, example) => ({
    task: name,
    label: kind.label(task, rowAt(examples.labels[name]!, example), texts[0]?.pieces[example] ?? []),
    prediction: kind.prediction(task, output, texts[0]?.pieces[example] ?? []),
    score: rounded((score[0] ?? 0) + offset),
    baseline: rounded((baseline[0] ?? 0) + offset),
    unit: kind.unit(task),
    maps: pictures.flatMap((of) => [
      ...(map ? [asMap(of, "grad-cam", map)] : []),
      asMap(of, "integrated-gradients", pixelSums(attributions[of.at] ?? [], of)),
    ]),
    columns: Object.fromEntries(
      tables.map((table) => [table.name, columnsOf(table, attributions[table.at] ?? [])]),
    ),
    texts: Object.fromEntries(
      texts.map((text) => [text.name, wordsOf(text, example, attributions[text.at] ?? [])]),
    ),
  }));
}

/** What is measured of a task's output of one example. */
interface Measured {
  /** `[C]` or `[L, C]` */
  readonly output: readonly number[];
  readonly score: readonly number[];
  readonly baseline: readonly number[];
  /** of each input */
  readonly attributions: readonly (readonly number[])[];
  /** of the one picture, where there is one and a convolution that reads it */
  readonly map: readonly number[] | undefined;
}

async function measureTask(
  { model, spec, rows }: ExplainOptions,
  { index, task, pictures, inputs, reference }: TaskParts,
): Promise<Measured[]> {
  const tokens = tokensOf(spec, inputs);
  const continuous = continuousInputs(model, inputs, reference);
  const { values: given } = continuous;
  const output = continuous.output(index);
  const outputs = tidy(() => output(given)); // [B, C] or [B, L, C]
  const weights = taskKind(task).score.weights(task, outputs, tokens);
  const scoreOf = (of: readonly Tensor[]): Tensor =>
    tidy(() => sum(reshape(mul(output(of), weights), [rows.length, -1]), 1));
  const scores = scoreOf(given);
  const baselines = tidy(() => scoreOf(given.map((input) => zerosLike(input))));
  const byPlace = integratedGradients({ output, inputs: given, weights });
  const attributions = continuous.byInput(byPlace);
  const [picture] = pictures;
  // Grad-CAM cannot tell apart the pictures of several inputs.
  const size = pictures.length === 1 && picture && ([picture.bins.height, picture.bins.width] as const);
  const map = size
    ? gradCam({ model, output: model.outputs[index]!, inputs, weights: weights as Tensor2D, size })
    : undefined;
  const tensors = [outputs, scores, baselines, ...attributions, ...(map ? [map] : [])];
  const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  dispose([weights, ...tensors, ...byPlace]);
  continuous.dispose();
  return Array.from(rows, (_, example) => {
    const own = values.map((all) => part(all, example, rows.length));
    const [said = [], score = [], baseline = [], ...saliency] = own;
    return { output: said, score, baseline, attributions: saliency, map: saliency[inputs.length] };
  });
}

/** Attributions of one example by column. */
function columnsOf(
  { columns, features }: TableColumns,
  attributions: readonly number[],
): Readonly<Record<string, number>> {
  const sums = columnSums(attributions, features);
  return Object.fromEntries(columns.map((column, at) => [column, rounded(sums[at] ?? 0)]));
}

/** Attributions of one example's text by piece. */
function wordsOf(
  { separator, pieces, lengths }: TextPieces,
  example: number,
  attributions: readonly number[],
): ExplainedText {
  let at = 0;
  const explained = (pieces[example] ?? []).map((piece, index) => {
    const own = attributions.slice(at, (at += lengths[example]?.[index] ?? 1));
    return { piece, value: rounded(own.reduce((total, value) => total + value, 0)) };
  });
  return { separator, pieces: explained };
}

/** One of `count` equal parts. */
function part(values: readonly number[], index: number, count: number): number[] {
  const size = values.length / count;
  return values.slice(index * size, (index + 1) * size);
}

/** Attributions of a picture's numbers summed over channels, and over the pixels that become one. */
function pixelSums(values: readonly number[], { channels, bins }: Picture): number[] {
  const sumOf = (pixel: number): number =>
    values.slice(pixel * channels, (pixel + 1) * channels).reduce((total, value) => total + value, 0);
  return [...sumsByBin(bins, sumOf)];
}

function asMap(
  { name, bins }: Picture,
  method: SaliencyMap["method"],
  values: readonly number[],
): SaliencyMap {
  const rows = Array.from({ length: bins.height }, (_, row) => part(values, row, bins.height).map(rounded));
  return { input: name, method, values: rows };
}

/** To 4 digits, which keeps files small. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
