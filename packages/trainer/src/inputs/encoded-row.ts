import { encodeBatch, type EncodedValues, type FittedInput } from "@polyhead/spec";

/** One value as the graph takes it. @throws PolyheadError `input-invalid` */
export function encodedRow(spec: FittedInput, value: unknown, name: string): EncodedValues {
  const batch = encodeBatch(spec, name, 1);
  batch.set(0, value);
  return batch.finish().data;
}
