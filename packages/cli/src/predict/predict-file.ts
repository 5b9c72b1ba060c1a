import type { Model, Resize } from "@polyhead/runtime";
import { PolyheadError, type Manifest } from "@polyhead/spec";
import { progressBar, skippedLines, type BadRowPolicy } from "@polyhead/trainer";
import { once } from "node:events";
import { resolve } from "node:path";
import { interruptSignal } from "../interrupt.ts";
import { openRows } from "./open-rows.ts";
import { predictRows } from "./predict-rows.ts";
import { predictionsTable, type NamedPredictions } from "../terminal/predictions-table.ts";
import { writtenLine } from "../terminal/written-line.ts";
import { jsonLines, writePredictions } from "./write-predictions.ts";

/** Rows that are shown where all are neither written nor printed. */
const SHOWN = 10;

interface FileFlags {
  readonly resize: Resize | "none";
  readonly config?: string;
  readonly onBadRow?: BadRowPolicy;
  readonly output?: string;
  readonly format: "text" | "json";
}

interface NamedModel {
  /** its file */
  readonly name: string;
  readonly model: Model;
  readonly manifest: Manifest;
}

type Batches = AsyncIterable<readonly NamedPredictions[]>;

/**
 * Predicts from a file of rows: writes all to a file, prints all as JSON, or shows the first.
 *
 * @throws PolyheadError `usage`; what `openRows`, `predictRows` and `writePredictions` throw
 */
export async function predictFile(
  path: string,
  { name, model, manifest }: NamedModel,
  { resize, config, onBadRow, output, format }: FileFlags,
): Promise<void> {
  if (output !== undefined && resolve(output) === resolve(path))
    throw new PolyheadError(
      "usage",
      `--output should be another file than ${path}, which it would replace. Name another.`,
      { details: { path } },
    );
  const signal = interruptSignal();
  const options = { onBadRow, ...(resize !== "none" && { resize }) };
  const source = await openRows(path, { model: name, manifest, config }, options);
  const rows = source.train(manifest);
  if (output !== undefined) {
    const count = await writePredictions(output, manifest, counted(predictRows(model, rows, signal)));
    process.stdout.write(writtenLine(output, count));
  } else if (format === "json") await printAll(predictRows(model, rows, signal));
  else await showFirst(manifest, predictRows(model, first(rows, SHOWN + 1), signal));
  for (const skipped of source.skipped())
    if (skipped.count > 0) process.stderr.write(`${skippedLines(skipped, path).join("\n")}\n`);
}

async function printAll(batches: Batches): Promise<void> {
  for await (const list of batches)
    if (!process.stdout.write(jsonLines(list))) await once(process.stdout, "drain");
}

async function showFirst(manifest: Manifest, batches: Batches): Promise<void> {
  for await (const list of batches) {
    process.stdout.write(predictionsTable(manifest, list.slice(0, SHOWN)));
    if (list.length > SHOWN)
      process.stderr.write(
        `These are the first ${SHOWN} rows; -o predictions.csv writes all, --format json prints them.\n`,
      );
  }
}

/** Shows in a terminal how many rows are done. */
async function* counted(batches: Batches): Batches {
  const bar = process.stderr.isTTY ? progressBar({ label: "rows", transient: true }) : undefined;
  let done = 0;
  try {
    for await (const list of batches) {
      yield list;
      bar?.update((done += list.length));
    }
  } finally {
    bar?.stop();
  }
}

async function* first<T>(list: AsyncIterable<T>, count: number): AsyncIterable<T> {
  let taken = 0;
  for await (const each of list) {
    yield each;
    if (++taken === count) return;
  }
}
