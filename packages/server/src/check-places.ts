import { PolyheadError, vocabularySize, type FittedInput } from "@polyhead/spec";
import type { RawTensor } from "@polyhead/runtime";

/**
 * Checks places in the vocabularies of a table's columns or a text, which a graph would fail on: 0, for unknown, to the number of values;
 * and that no text is longer than the model reads.
 *
 * @throws PolyheadError `input-invalid`
 */
export function checkPlaces(name: string, spec: FittedInput | undefined, { data, dims }: RawTensor): void {
  const [, length = 0] = dims;
  if (spec?.kind === "text" && length > spec.maxLength) {
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should hold at most ${spec.maxLength} places a text; received ${length}. Leave out what follows, or send texts (BYTES).`,
      { details: { input: name, limit: spec.maxLength, received: length } },
    );
  }
  const columns = columnsOf(spec);
  if (columns.length === 0) return;
  for (const [at, place] of (data as Int32Array).entries()) {
    const { last, where } = columns[at % columns.length] ?? { last: 0, where: "" };
    if (place >= 0 && place <= last) continue;
    throw new PolyheadError(
      "input-invalid",
      `Input "${name}" should hold places from 0 to ${last}${where}; value ${at} is ${place}. Send the values themselves as texts (BYTES).`,
      { details: { input: name, last, received: place } },
    );
  }
}

/** The last place of each column; a text is one column of tokens. */
function columnsOf(
  spec: FittedInput | undefined,
): readonly { readonly last: number; readonly where: string }[] {
  if (spec?.kind === "text") return [{ last: vocabularySize(spec) - 1, where: "" }];
  if (spec?.kind !== "categorical") return [];
  return spec.columns.map((column, index) => {
    return { last: spec.vocabularies[index]?.length ?? 0, where: ` in column "${column}"` };
  });
}
