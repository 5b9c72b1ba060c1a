// B examples in a batch, L tokens
import { fitText, padded, textPieces, tokenNumbers, type FittedText, type TextInput } from "@polyhead/spec";
import { tensor2d } from "@tensorflow/tfjs-core";
import { rowAt, type Rows } from "../data/rows.ts";
import { paddedLength } from "./padded-length.ts";
import type { InputKind } from "./input-kind.ts";

/** Between pieces of a row; textPieces gives none with it. */
const SEPARATOR = "\0";

/** Kept as UTF-8, since the vocabulary is known only once all rows are; looked up batch by batch. */
export const textKind: InputKind<TextInput, FittedText> = {
  column: (spec, name) => ({
    row: (value) => new TextEncoder().encode(textPieces(spec, value, name).join(SEPARATOR)),
    fit(input) {
      const counts = new Map<string, number>();
      return {
        add(rows) {
          for (const piece of piecesOf(rows).flat()) counts.set(piece, (counts.get(piece) ?? 0) + 1);
        },
        finish: () => fitText(input, counts),
      };
    },
    tensor(fitted, rows) {
      const numbers = piecesOf(rows).map((pieces) => tokenNumbers(fitted, pieces));
      const longest = numbers.reduce((length, row) => Math.max(length, row.length), 1);
      const { data, dims } = padded(numbers, paddedLength(longest, fitted.maxLength));
      return tensor2d(data, [dims[0] ?? 0, dims[1] ?? 0], "int32");
    },
  }),
};

/** What the vocabulary is looked up with, of each of some rows. */
export function piecesOf(rows: Rows): string[][] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return Array.from({ length: rows.count }, (_, row) => {
    const text = decoder.decode(Uint8Array.from(rowAt(rows, row)));
    return text === "" ? [] : text.split(SEPARATOR);
  });
}
