import type { Example, ModelShape } from "@polyhead/spec";
import type { BadRowPolicy, SkippedRows } from "./table/bad-rows.ts";

/** Labelled examples by split, streamed; every call starts from the beginning, told what the model takes and learns. */
export interface Source {
  readonly name: string;
  train(shape: ModelShape): AsyncIterable<Example>;
  /** absent where the source has no test split */
  test?(shape: ModelShape): AsyncIterable<Example>;
}

/** A source of rows, which may pass over the wrong ones. */
export interface RowSource extends Source {
  /** the rows that the last reading of each split passed over */
  skipped(): readonly SkippedRows[];
  /** the same data with another way with rows that are wrong */
  withBadRows(policy: BadRowPolicy): RowSource;
}

/** Tells sources of rows from others. */
export function isRowSource(source: Source): source is RowSource {
  return "withBadRows" in source;
}

/** A source whose examples are the same whatever the model. */
export interface FixedSource extends Source {
  train(): AsyncIterable<Example>;
  test?(): AsyncIterable<Example>;
}
