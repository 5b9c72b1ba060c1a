import type { FittedInput } from "../manifest.ts";
import type { InputSpec } from "../model-shape.ts";

/** Values of one input as the graph takes them. */
export type EncodedValues = Float32Array | Int32Array;

/** The length of an axis of one example; null where it differs between examples. */
export type AxisLength = number | null;

/** What the numbers of an input are: values, or places in a vocabulary. */
export type InputType = "float32" | "int32";

/** How one kind of input is read. */
export type InputKind<I extends InputSpec, F extends FittedInput> = EvenKind<I, F> | SequenceKind<F>;

/** Every example has as many numbers. */
interface EvenKind<I extends InputSpec, F extends FittedInput> {
  readonly type: InputType;
  /** of one example */
  shape(spec: I): readonly number[];
  /**
   * Writes one value into `target` at `offset`.
   *
   * @throws PolyheadError `input-invalid`
   */
  encode(spec: F, value: unknown, name: string, target: EncodedValues, offset: number): void;
}

/** Examples differ in length; in a batch they are padded with zeros on the right. */
interface SequenceKind<F extends FittedInput> {
  readonly type: "int32";
  /**
   * One value's numbers, one at least, none of them 0.
   *
   * @throws PolyheadError `input-invalid`
   */
  sequence(spec: F, value: unknown, name: string): Int32Array;
}
