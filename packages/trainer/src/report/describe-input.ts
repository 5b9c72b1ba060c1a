import { vocabularySize, type FittedInput } from "@polyhead/spec";

/** How much an input holds, for people: "32×32×3", "8 numbers". */
export function describeInput(input: FittedInput): string {
  if (input.kind === "image") return `${input.width}×${input.height}×${input.channels}`;
  if (input.kind === "text")
    return `${input.tokens.kind}, ${vocabularySize(input).toLocaleString("en")} in the vocabulary`;
  const { columns } = input;
  if (input.kind === "dates") return `${columns.length} dates`;
  if (input.kind !== "categorical") return `${columns.length} numbers`;
  const values = input.vocabularies.reduce((sum, { length }) => sum + length, 0);
  return `${columns.length} columns of ${values.toLocaleString("en")} values`;
}
