import { taggedText, textSpans, type FittedInput, type TextSpan } from "@polyhead/spec";
import type { RawTensor } from "../tensor.ts";

/** What a reader may ask of the example besides its outputs. */
export interface DecodedExample {
  /** L: steps of the output of a task that gives one answer a token */
  readonly length: number;
  /** the words that are tagged */
  readonly words: () => readonly TextSpan[];
  /** the part of the text between two places of `words` */
  readonly text: (start: number, end: number) => string;
}

/** Tells about one example of a batch. @param value of each input, as it was given */
export function decodedExample(
  inputs: Readonly<Record<string, FittedInput>>,
  values: Readonly<Record<string, unknown>>,
  { dims }: Pick<RawTensor, "dims">,
): DecodedExample {
  return {
    length: dims[1] ?? 1,
    words() {
      const { name, spec } = taggedText({ inputs });
      return textSpans(spec, values[name], name);
    },
    text(start, end) {
      const value = values[taggedText({ inputs }).name];
      return (typeof value === "string" ? value : (value as readonly string[]).join(" ")).slice(start, end);
    },
  };
}
