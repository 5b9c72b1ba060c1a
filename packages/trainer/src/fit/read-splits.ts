import type { ModelShape } from "@polyhead/spec";
import { join } from "node:path";
import { MemoryBudget } from "../data/byte-log.ts";
import { countingParts } from "../data/combine.ts";
import type { Source } from "../data/source.ts";
import { readDataset, type Dataset } from "./dataset.ts";

/** What a run reads. */
export interface Splits {
  readonly training: Dataset;
  readonly test: Dataset | undefined;
  /** examples of the training split by source */
  readonly counts: Readonly<Record<string, number>>;
  close(): void;
}

/** Rows that are kept in memory, of all splits together; what is more goes to files. */
const ROWS_IN_MEMORY = 256 * 2 ** 20;

/**
 * Reads a source's splits, each once, into memory as far as they are no larger than 256 MiB and into the run's directory
 * beyond; what is there is gone when the process ends, however it does.
 *
 * @throws PolyheadError `data-invalid`, `interrupted` or `file-unwritable`
 */
export async function readSplits(
  shape: ModelShape,
  source: Source,
  directory: string,
  signal: AbortSignal | undefined,
  rowsInMemory: number = ROWS_IN_MEMORY,
): Promise<Splits> {
  const budget = new MemoryBudget(rowsInMemory);
  const read = (examples: ReturnType<Source["train"]>, split: string): Promise<Dataset> =>
    readDataset(shape, examples, split, signal, 0, { budget, path: join(directory, split) });
  const { examples, counts } = countingParts(source, shape);
  const training = await read(examples, "training");
  try {
    const test = source.test === undefined ? undefined : await read(source.test(shape), "test");
    const close = (): void => {
      training.close();
      test?.close();
    };
    return { training, test, counts, close };
  } catch (error) {
    training.close();
    throw error;
  }
}
