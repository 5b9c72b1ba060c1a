import { vocabularySize, type FittedInput } from "@polyhead/spec";

/** How much an input holds, for people: "32×32×3", "8 numbers". */
export function describeInput(input: FittedInput): string {
  if (input.kind === "image") return `${input.width}×${input.height}×${input.channels}`;
  if (input.kind === "text")
    return `${input.tokens.kind}, ${vocabularySize(input).toLocaleString("en")} in the vocabulary`;
  const { columns } = input;
  if (input.kind === "dates") return counted(columns.length, "date");
  if (input.kind !== "categorical") return counted(columns.length, "number");
  const values = input.vocabularies.reduce((sum, { length }) => sum + length, 0);
  return `${counted(columns.length, "column")} of ${values.toLocaleString("en")} values`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
