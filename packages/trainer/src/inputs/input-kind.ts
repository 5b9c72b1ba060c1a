// B examples in a batch
import type { Tensor } from "@tensorflow/tfjs-core";
import type { FittedInput, InputSpec } from "@polyhead/spec";
import type { Rows, RowValues } from "../data/rows.ts";

/** Something learned from rows that are shown one lot after another. */
export interface Fit<Fitted> {
  add(rows: Rows): void;
  finish(): Fitted;
}

/** Everything the trainer knows of one kind of input. */
export interface InputKind<I extends InputSpec, F extends FittedInput> {
  /** Starts the values of one split. */
  column(spec: I, name: string): InputColumn<I, F>;
}

/** The values of one input in one split, as they are kept: checked, but nothing fitted yet. */
export interface InputColumn<I extends InputSpec, F extends FittedInput> {
  /**
   * A value as it is kept.
   *
   * @throws PolyheadError `input-invalid`
   */
  row(value: unknown): RowValues;
  /** Starts to learn from the rows trained on what the input's encoder needs. */
  fit(spec: I): Fit<F>;
  /** Rows as the network takes them, standardized: `[B, …]`. */
  tensor(spec: F, rows: Rows): Tensor;
}
