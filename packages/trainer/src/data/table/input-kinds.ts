import type { DecodedInput, ImageInput, InputSpec, NumericInput } from "@polyhead/spec";
import type { Row } from "./cell.ts";
import { badCell, type CellReader } from "./cell-reader.ts";
import { decodePicture, type Resize } from "./decode-picture.ts";

/** What reads an input from cells besides the cells. */
export interface InputContext {
  readonly cells: CellReader;
  /** the path of a picture that a row names */
  readonly resolve: (path: string) => string;
  readonly resize: Resize | undefined;
}

/** Reads one input of a row; a promise only for a picture. */
type ReadInput = (row: Row) => DecodedInput | Promise<DecodedInput>;

interface InputMapping<S> {
  /** the columns that it takes */
  readonly columns: (name: string, spec: S) => readonly string[];
  /** @param at where in a row those columns are */
  readonly reader: (
    spec: S,
    columns: readonly string[],
    at: readonly number[],
    context: InputContext,
  ) => ReadInput;
}

type InputMappings = { readonly [K in InputSpec["kind"]]: InputMapping<Extract<InputSpec, { kind: K }>> };

/** How a table gives each kind of input: the one entry that a kind needs here. */
const mappings: InputMappings = {
  image: { columns: ownName, reader: picture },
  numeric: { columns: listed, reader: numbers },
};

/** The mapping of an input's kind. */
export function inputMapping(spec: InputSpec): InputMapping<InputSpec> {
  return mappings[spec.kind] as InputMapping<InputSpec>;
}

function ownName(name: string): readonly string[] {
  return [name];
}

function listed(_: string, { columns }: { readonly columns: readonly string[] }): readonly string[] {
  return columns;
}

function numbers(
  _: NumericInput,
  columns: readonly string[],
  at: readonly number[],
  { cells }: InputContext,
): ReadInput {
  return (row) => {
    const values: number[] = [];
    for (let index = 0; index < at.length; index++)
      values.push(cells.number(row[at[index] ?? 0], columns[index] ?? ""));
    return values;
  };
}

function picture(
  spec: ImageInput,
  [column = ""]: readonly string[],
  [at = 0]: readonly number[],
  { cells, resolve, resize }: InputContext,
): ReadInput {
  return (row) => {
    const cell = bytesOf(row[at]) ?? row[at];
    if (cell instanceof Uint8Array) return decodePicture(spec, cell, resize);
    const path = cells.text(cell, column);
    if (path === undefined) throw badCell(column, "the path of a picture", row[at]);
    return decodePicture(spec, resolve(path), resize);
  };
}

/** Parquet files hold pictures as `{ bytes, path }`. */
function bytesOf(cell: unknown): unknown {
  return typeof cell === "object" && cell !== null && "bytes" in cell ? cell.bytes : undefined;
}
