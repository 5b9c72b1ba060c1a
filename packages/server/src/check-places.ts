import { PolyheadError, type FittedInput } from "@polyhead/spec";
import type { RawTensor } from "@polyhead/runtime";

/**
 * Checks places in the vocabularies of a table's columns, which a graph would fail on: 0, for unknown, to the number of values.
 *
 * @throws PolyheadError `input-invalid`
 */
export function checkPlaces(name: string, spec: FittedInput | undefined, { data }: RawTensor): void {
  if (spec?.kind !== "categorical") return;
  const { columns, vocabularies } = spec;
  for (const [at, place] of (data as Int32Array).entries()) {
    const column = at % columns.length;
    const last = vocabularies[column]?.length ?? 0;
    if (place >= 0 && place <= last) continue;
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should hold places from 0 to ${last} in column "${columns[column]}"; value ${at} is ${place}. Send the values themselves as texts (BYTES).`,
      { details: { input: name, column: columns[column], received: place } },
    );
  }
}
