import { messageOf, PolyheadError } from "@polyhead/spec";
import { combine, isCombined } from "../combine.ts";
import type { BadRowPolicy, RowSource, SkippedRows, Source } from "../source.ts";

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

export function isRowSource(source: Source): source is RowSource {
  return "withBadRows" in source;
}

/** What the last readings of a source passed over, by split; none where nothing was. */
export function skippedRows(source: Source): readonly SkippedRows[] {
  if (isCombined(source)) return Object.values(source.parts).flatMap(skippedRows);
  return isRowSource(source) ? source.skipped().filter(({ count }) => count > 0) : [];
}

/**
 * The source with another way with rows that are wrong; of combined sources those that are of rows have it.
 *
 * @throws PolyheadError `config-invalid` where it is no source of rows
 */
export function withBadRows(source: Source, policy: BadRowPolicy): Source {
  if (isRowSource(source)) return source.withBadRows(policy);
  if (isCombined(source) && Object.values(source.parts).some(isRowSource)) {
    const parts = Object.entries(source.parts).map(([name, part]) => {
      return [name, isRowSource(part) ? part.withBadRows(policy) : part] as const;
    });
    return combine(Object.fromEntries(parts), { sampling: source.sampling });
  }
  throw new PolyheadError(
    "config-invalid",
    `Wrong rows can be passed over in a source of rows, such as csv(); the config's data come from ${source.name}().`,
    { details: { source: source.name } },
  );
}
