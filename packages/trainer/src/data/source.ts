import type { Example, ModelShape } from "@polyhead/spec";

/** Labelled examples by split, streamed; every call starts from the beginning, told what the model takes and learns. */
export interface Source {
  readonly name: string;
  train(shape: ModelShape): AsyncIterable<Example>;
  /** absent where the source has no test split */
  test?(shape: ModelShape): AsyncIterable<Example>;
}

/** A source whose examples are the same whatever the model. */
export interface FixedSource extends Source {
  train(): AsyncIterable<Example>;
  test?(): AsyncIterable<Example>;
}
