/** Who shares what with whom, as plain data. */
export interface SharingReport {
  readonly kind: string;
  readonly matrices: readonly SharingMatrix[];
}

/** One number for each pair of a row and a column. */
export interface SharingMatrix {
  /** the part of the network that it is about: "experts", "level 2" */
  readonly name: string;
  /** what a number is: "mean gate weight" */
  readonly quantity: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `values[row][column]` */
  readonly values: readonly (readonly number[])[];
}

/** A matrix given by its columns. */
export function transposed(columns: readonly (readonly number[])[]): number[][] {
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? 0));
}

/** `name 1`, `name 2`, … */
export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}
