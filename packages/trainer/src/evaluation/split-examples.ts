import { PolyheadError, type Example, type ModelShape } from "@polyhead/spec";
import { countParts, isCombined } from "../data/combine.ts";
import type { Source } from "../data/source.ts";
import type { Split } from "../fit/epoch-record.ts";
import type { RowSet } from "../data/row-set.ts";
import { holdOut } from "../fit/hold-out.ts";

/** How a run parts its data. */
export interface Parting {
  readonly validationSplit: number;
  readonly seed: number;
  /** by split, where a run counted them: what it read must still be there */
  readonly examples?: Readonly<Record<string, number>>;
}

/** A split that can be read, from the beginning at each call. */
export interface SplitExamples {
  readonly split: Split;
  /** how many there are, where it is known */
  readonly count?: number;
  readonly read: () => AsyncIterable<Example> | Iterable<Example>;
}

/**
 * Parts a source as a run of it does; `train` is the sample of the rows trained on that runs measure.
 *
 * @param splits all that there are by default
 * @throws PolyheadError `config-invalid` for a split that is not there; while reading, `data-invalid` when there are other
 *   than the run's examples
 */
export async function splitExamples(
  shape: ModelShape,
  source: Source,
  parting: Parting,
  splits?: readonly Split[],
): Promise<readonly SplitExamples[]> {
  const there = splitsOf(source, parting);
  const chosen = splits ?? there;
  const missing = chosen.find((split) => !there.includes(split));
  if (missing !== undefined)
    throw new PolyheadError(
      "config-invalid",
      `The ${missing} split was asked for, but ${absence[missing]}; there is ${there.join(" and ")}.`,
      { details: { split: missing, there } },
    );
  const rows = chosen.some((split) => split !== "test")
    ? await trainingRows(shape, source, parting)
    : undefined;
  return chosen.map((split) =>
    split === "test" || rows === undefined ? testSplit(shape, source, parting) : rows[split],
  );
}

const absence: Readonly<Record<Split, string>> = {
  train: "there are no training examples",
  validation: "`validationSplit` is 0",
  test: "the data have none",
};

function splitsOf(source: Source, { validationSplit }: Parting): readonly Split[] {
  return [
    "train",
    ...(validationSplit > 0 ? (["validation"] as const) : []),
    ...(source.test === undefined ? [] : (["test"] as const)),
  ];
}

async function trainingRows(
  shape: ModelShape,
  source: Source,
  { validationSplit, seed, examples }: Parting,
): Promise<Readonly<Record<"train" | "validation", SplitExamples>>> {
  const { train, validation } = examples ?? {};
  const known = train === undefined || validation === undefined ? undefined : train + validation;
  const counts = known === undefined || isCombined(source) ? await countParts(source, shape) : [known];
  const total = known ?? counts.reduce((sum, count) => sum + count, 0);
  const rows = holdOut(counts, validationSplit, seed);
  const pick = (split: Split, chosen: RowSet): SplitExamples => ({
    split,
    count: chosen.count,
    read: () => picked(whole(source.train(shape), total, "training"), chosen),
  });
  return { train: pick("train", rows.sample), validation: pick("validation", rows.validation) };
}

function testSplit(shape: ModelShape, source: Source, { examples }: Parting): SplitExamples {
  const count = examples?.["test"];
  const read = (): AsyncIterable<Example> => source.test?.(shape) ?? source.train(shape);
  return count === undefined
    ? { split: "test", read }
    : { split: "test", count, read: () => whole(read(), count, "test") };
}

async function* picked(examples: AsyncIterable<Example>, rows: RowSet): AsyncIterable<Example> {
  let row = 0;
  for await (const example of examples) if (rows.has(row++)) yield example;
}

async function* whole(
  examples: AsyncIterable<Example>,
  expected: number,
  split: string,
): AsyncIterable<Example> {
  let count = 0;
  for await (const example of examples) {
    count++;
    yield example;
  }
  if (count === expected) return;
  throw new PolyheadError(
    "data-invalid",
    `The ${split} split should have the ${expected} examples that the run read; it has ${count}. Give the config that the run was trained with.`,
    { details: { split, expected, received: count } },
  );
}
