import { PolyheadError, messageOf } from "@polyhead/spec";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readBaselines } from "../evaluation/baselines-file.ts";
import { readEvaluation } from "../evaluation/evaluation-file.ts";
import type { EpochRecord } from "../fit/epoch-record.ts";
import { readSummary, weightsHash, writeRunFile } from "../fit/run.ts";
import type { Insight } from "../insight/insight.ts";
import { renderReport } from "./report.ts";

/**
 * Writes a run's `report.html` of the files in its directory: what there is by now, if it is of the run's best weights.
 *
 * @returns the report's path
 * @throws PolyheadError `file-missing`, `file-invalid` or `file-unwritable`
 */
export async function writeReport(run: string): Promise<string> {
  const summary = await readSummary(run);
  const history = await readLines<EpochRecord>(join(run, "metrics.jsonl"));
  const [insight] = await readLines<Insight>(join(run, "insight.json"));
  const evaluation = await readEvaluation(run, "best");
  const baselines = await readBaselines(run, summary);
  const isOfBest = evaluation?.sha256 === (await weightsHash(run, "best"));
  return writeRunFile(
    run,
    "report.html",
    renderReport(summary, history, {
      // A run that was trained on since it was looked into has more epochs.
      ...(insight?.epochs.length === summary.epochs && { insight }),
      ...(evaluation && isOfBest && { splits: evaluation.splits }),
      ...(baselines && { deltaM: baselines.deltaM }),
    }),
  );
}

/** Values of JSON, one a line; none where there is no file. */
async function readLines<Value>(path: string): Promise<Value[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as Value);
  } catch (cause) {
    throw new PolyheadError(
      "file-invalid",
      `${path} should hold JSON, one value a line; it does not (${messageOf(cause)}). Take it away, or train again.`,
      { cause, details: { path } },
    );
  }
}
