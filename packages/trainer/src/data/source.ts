import type { Example, ModelShape } from "@polyhead/spec";
import type { CsvFormat } from "./table/csv-rows.ts";
import type { TableOptions } from "./table/table-source.ts";

/** Labelled examples by split, streamed; every call starts from the beginning, told what the model takes and learns. */
export interface Source {
  readonly name: string;
  train(shape: ModelShape): AsyncIterable<Example>;
  /** absent where the source has no test split */
  test?(shape: ModelShape): AsyncIterable<Example>;
}

/** What becomes of a row that is wrong: it ends the reading, or is passed over and counted. */
export type BadRowPolicy = "fail" | "skip";

/** Rows that the last reading of a split passed over. */
export interface SkippedRows {
  readonly split: "train" | "test";
  readonly count: number;
  /** what was wrong with the first few, with their places */
  readonly first: readonly string[];
}

/** A source of rows, which may pass over the wrong ones. */
export interface RowSource extends Source {
  /** what it was made with */
  readonly options: TableOptions & CsvFormat;
  /** the rows that the last reading of each split passed over */
  skipped(): readonly SkippedRows[];
  /** the same data with another way with rows that are wrong */
  withBadRows(policy: BadRowPolicy): RowSource;
}

/** A source whose examples are the same whatever the model. */
export interface FixedSource extends Source {
  train(): AsyncIterable<Example>;
  test?(): AsyncIterable<Example>;
}
