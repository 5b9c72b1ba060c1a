// B examples, N columns
import { tensor2d } from "@tensorflow/tfjs-core";
import {
  categoriesOf,
  MAX_CATEGORY_LENGTH,
  PolyheadError,
  type CategoricalInput,
  type FittedInput,
} from "@polyhead/spec";
import type { Rows } from "../data/rows.ts";
import type { Fit, InputKind } from "./input-kind.ts";
import { mostFrequent } from "./most-frequent.ts";

type FittedCategorical = Extract<FittedInput, { kind: "categorical" }>;

/** Most different values of one column in one split. */
const MAX_SEEN = 1_000_000;

/** Kept as places in a list of the values of each column, in the order in which they were seen. */
export const categoricalKind: InputKind<CategoricalInput, FittedCategorical> = {
  column({ columns }, name) {
    const seen = columns.map((column) => new SeenValues(column, name));
    let known: { readonly spec: FittedCategorical; readonly places: readonly Int32Array[] } | undefined;
    return {
      row(value) {
        const categories = categoriesOf(columns, value, name);
        return Int32Array.from(categories, (category, column) => seen[column]!.placeOf(category));
      },
      fit: (spec) => fitVocabularies(spec, seen),
      tensor(spec, { count, values }) {
        if (known?.spec !== spec)
          known = { spec, places: seen.map((of, at) => of.placesIn(spec.vocabularies[at]!)) };
        const { places } = known;
        const data = Int32Array.from(values, (value, at) => places[at % columns.length]![value]!);
        return tensor2d(data, [count, columns.length], "int32");
      },
    };
  },
};

/** The values of one column in the order in which they were seen; place 0 stands for one that is missing. */
class SeenValues {
  readonly column: string;
  readonly input: string;
  readonly #places = new Map<string, number>();

  constructor(column: string, input: string) {
    this.column = column;
    this.input = input;
  }

  get count(): number {
    return this.#places.size;
  }

  placeOf(category: string | undefined): number {
    if (category === undefined) return 0;
    const known = this.#places.get(category);
    if (known !== undefined) return known;
    this.#check(category);
    this.#places.set(category, this.#places.size + 1);
    return this.#places.size;
  }

  /** By place, how often it is in `counts`; without the missing ones. */
  counts(counts: readonly number[]): [string, number][] {
    return Array.from(this.#places, ([category, place]) => [category, counts[place] ?? 0]);
  }

  /** For each place here its place in a vocabulary, from 1; 0 where it is not in it. */
  placesIn(vocabulary: readonly string[]): Int32Array {
    const result = new Int32Array(this.#places.size + 1);
    for (const [index, category] of vocabulary.entries()) {
      const place = this.#places.get(category);
      if (place !== undefined) result[place] = index + 1;
    }
    return result;
  }

  #check(category: string): void {
    if (category.length > MAX_CATEGORY_LENGTH)
      throw this.#refuse(
        `values of at most ${MAX_CATEGORY_LENGTH} characters; one has ${category.length}, which looks like text`,
      );
    if (this.#places.size === MAX_SEEN)
      throw this.#refuse(
        `at most ${MAX_SEEN.toLocaleString("en")} different values; there is one more, which looks like an identifier: leave the column out`,
      );
  }

  #refuse(rule: string): PolyheadError {
    return new PolyheadError(
      "input-invalid",
      `Input "${this.input}" should have in column "${this.column}" ${rule}.`,
      { details: { input: this.input, column: this.column } },
    );
  }
}

function fitVocabularies(spec: CategoricalInput, seen: readonly SeenValues[]): Fit<FittedCategorical> {
  const counts: number[][] = seen.map(() => []);
  return {
    add({ values }: Rows) {
      for (const [at, place] of values.entries()) {
        const own = counts[at % seen.length]!;
        own[place] = (own[place] ?? 0) + 1;
      }
    },
    finish: () => ({
      ...spec,
      vocabularies: seen.map((of, column) => mostFrequent(of.counts(counts[column]!), spec)),
    }),
  };
}
