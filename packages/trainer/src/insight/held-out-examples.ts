import { PolyheadError, type Example } from "@polyhead/spec";
import { partingOf } from "../evaluation/evaluate-run.ts";
import { openSplits } from "../evaluation/evaluate-splits.ts";
import type { RunSummary } from "../fit/run.ts";
import type { ModelConfig } from "../model/define-model.ts";
import type { ExampleToExplain } from "./explain-run.ts";

/**
 * Examples that a run's weights were not trained on, if there are any: of test, else of validation, else of the training split.
 *
 * @param which numbers within the split, from 0; or how many at most, evenly apart
 * @throws PolyheadError `config-invalid` for a config without data or of another model; `data-invalid` for a number that is not
 *   there, or for other data than the run's
 */
export async function heldOutExamples(
  config: ModelConfig,
  summary: RunSummary,
  which: readonly number[] | number,
): Promise<ExampleToExplain[]> {
  const { validation = 0, test = 0 } = summary.examples;
  const split = test > 0 ? "test" : validation > 0 ? "validation" : "train";
  const { spec } = summary;
  const [examples] = await openSplits({
    spec,
    config,
    model: summary.name,
    splits: [split],
    parting: partingOf(summary),
  });
  const count = examples?.count ?? 0;
  const numbers = typeof which === "number" ? evenly(which, count) : which;
  const missing = numbers.find((number) => number >= count);
  if (missing !== undefined)
    throw new PolyheadError(
      "data-invalid",
      `Example ${missing} of the ${split} split was asked for; it has ${count}, counted from 0. Ask for one up to ${count - 1}.`,
      { details: { split, received: missing, count } },
    );
  const found = new Map<number, Example>();
  let number = 0;
  for await (const example of examples?.read() ?? []) {
    if (numbers.includes(number)) found.set(number, example);
    number++;
  }
  return numbers.map((at) => ({ source: `${split} ${at}`, ...found.get(at)! }));
}

function evenly(most: number, count: number): number[] {
  const length = Math.min(most, count);
  return Array.from({ length }, (_, at) => Math.floor((at * count) / length));
}
