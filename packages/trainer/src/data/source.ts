import type { Example } from "@polyhead/spec";

/** Labelled examples by split, streamed; every call starts from the beginning. */
export interface Source {
  readonly name: string;
  train(): AsyncIterable<Example>;
  /** absent where the source has no test split */
  test?(): AsyncIterable<Example>;
}
