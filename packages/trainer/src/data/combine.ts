import { PolyheadError, type Example, type ModelShape } from "@polyhead/spec";
import type { Source } from "./source.ts";

/** How often the examples of combined sources are drawn. */
export type Sampling =
  | "proportional"
  | "squareRoot"
  | "uniform"
  | "roundRobin"
  | { readonly temperature: number };

export interface CombineOptions {
  /** default "proportional" */
  readonly sampling?: Sampling;
}

/** Sources that are trained on together. */
export interface CombinedSource extends Source {
  readonly parts: Readonly<Record<string, Source>>;
  readonly sampling: Sampling;
}

/**
 * Trains on several sources at once; each labels the tasks that it has labels for, and the others learn nothing from it.
 *
 * An epoch has as many examples as all sources have together, n = Σ nᵢ. Source i gives a share pᵢ of them:
 *
 * | sampling         | share                                                             |
 * | ---------------- | ----------------------------------------------------------------- |
 * | `"proportional"` | nᵢ / n: every example once an epoch                               |
 * | `"squareRoot"`   | √nᵢ / Σ √nⱼ                                                       |
 * | `"uniform"`      | 1 / number of sources                                             |
 * | `{ temperature }`| nᵢ^(1/τ) / Σ nⱼ^(1/τ): τ = 1 is proportional, τ = 2 the square root, large τ nearly uniform |
 * | `"roundRobin"`   | batches take turns, each of one source                            |
 *
 * A source is walked through in an order of its own, without repeating an example; once all were drawn, it begins anew in
 * another order, also in the middle of an epoch, and the next epoch goes on where the last one left off. All of it follows
 * from the seed. Each source holds `validationSplit` of its own examples out; test splits are put one after another.
 *
 * Temperatures: Arivazhagan et al. 2019, "Massively Multilingual Neural Machine Translation in the Wild", section 4.2
 * (τ = 5); the exponent 1/τ = .7 is that of multilingual BERT (Devlin et al. 2019).
 *
 * @param parts by name, for errors and counts
 * @throws PolyheadError `config-invalid` for no source, or a sampling that is not known
 */
export function combine(
  parts: Readonly<Record<string, Source>>,
  { sampling = "proportional" }: CombineOptions = {},
): CombinedSource {
  if (Object.keys(parts).length === 0)
    throw new PolyheadError("config-invalid", "combine() should have sources to combine; it has none.");
  checkSampling(sampling);
  const named = Object.entries(parts).map(([name, source]) => ({ name, source }));
  const tests = named.filter(({ source }) => source.test !== undefined);
  const combined: CombinedSource = {
    name: named.map(({ name, source }) => `${name} (${source.name})`).join(" and "),
    parts,
    sampling,
    async *train(shape) {
      for (const { name, source } of named) yield* placed(name, source.train(shape));
    },
  };
  if (tests.length === 0) return combined;
  return {
    ...combined,
    async *test(shape) {
      for (const { name, source } of tests) yield* placed(name, source.test!(shape));
    },
  };
}

/** Whether a source is several. */
export function isCombined(source: Source): source is CombinedSource {
  return "parts" in source;
}

/** The sources that a source is made of, in the order in which it yields their examples; itself, where it is one. */
function partsOf(source: Source): Readonly<Record<string, Source>> {
  return isCombined(source) ? source.parts : { [source.name]: source };
}

/** A source's examples, and how many each of its parts has given so far. */
export function countingParts(
  source: Source,
  shape: ModelShape,
): { readonly examples: AsyncIterable<Example>; readonly counts: Readonly<Record<string, number>> } {
  const counts: Record<string, number> = {};
  async function* all(): AsyncIterable<Example> {
    for (const [name, part] of Object.entries(partsOf(source))) {
      counts[name] = 0;
      const own = part.train(shape);
      for await (const example of isCombined(source) ? placed(name, own) : own) {
        counts[name]++;
        yield example;
      }
    }
  }
  return { examples: all(), counts };
}

/** How many examples each part of a source gives, in their order. */
export async function countParts(source: Source, shape: ModelShape): Promise<number[]> {
  const { examples, counts } = countingParts(source, shape);
  for await (const _ of examples);
  return Object.values(counts);
}

/** Examples that say which source they are of. */
async function* placed(name: string, examples: AsyncIterable<Example>): AsyncIterable<Example> {
  let index = 0;
  for await (const example of examples) {
    yield { ...example, place: example.place ?? `Example ${index} of ${name}` };
    index++;
  }
}

const KNOWN: readonly unknown[] = ["proportional", "squareRoot", "uniform", "roundRobin"];

function checkSampling(sampling: Sampling): void {
  if (KNOWN.includes(sampling)) return;
  const temperature = typeof sampling === "object" ? sampling.temperature : Number.NaN;
  if (temperature > 0) return;
  throw new PolyheadError(
    "config-invalid",
    `combine({ sampling }) should be one of ${KNOWN.join(", ")} or { temperature } above 0; received ${JSON.stringify(sampling)}.`,
    { details: { received: sampling } },
  );
}
