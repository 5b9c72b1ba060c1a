import { messageOf } from "@polyhead/spec";

/** What becomes of a row that is wrong: it ends the reading, or is passed over and counted. */
export type BadRowPolicy = "fail" | "skip";

/** Rows that the last reading of a split passed over. */
export interface SkippedRows {
  readonly split: "train" | "test";
  readonly count: number;
  /** what was wrong with the first few, with their places */
  readonly first: readonly string[];
}

const REPORTED = 5;

/** Counts rows that are passed over. */
export class BadRowTally {
  readonly #first: string[] = [];
  #count = 0;

  clear(): void {
    this.#count = 0;
    this.#first.length = 0;
  }

  add(error: unknown): void {
    this.#count++;
    if (this.#first.length < REPORTED) this.#first.push(messageOf(error));
  }

  of(split: SkippedRows["split"]): SkippedRows {
    return { split, count: this.#count, first: [...this.#first] };
  }
}
