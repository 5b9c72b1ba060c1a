import type { Samples } from "@polyhead/exporter";
import { encodeBatch, PolyheadError, type Example, type FittedSpec } from "@polyhead/spec";
import type { Source } from "@polyhead/trainer";

/**
 * The first `count` examples of a source's test split, or of its training split where it has none, encoded.
 *
 * @throws PolyheadError `data-invalid` and `input-invalid` for examples that do not fit the spec
 */
export async function readSamples(spec: FittedSpec, source: Source, count: number): Promise<Samples> {
  const examples: Example[] = [];
  for await (const example of source.test?.(spec) ?? source.train(spec)) {
    examples.push(example);
    if (examples.length === count) break;
  }
  return encodeExamples(spec, examples, source.name);
}

/**
 * The inputs of examples as the graph takes them, one after another.
 *
 * @param from where they are from, for errors
 * @throws PolyheadError `data-invalid` and `input-invalid` for examples that do not fit the spec
 */
export function encodeExamples(spec: FittedSpec, examples: readonly Example[], from: string): Samples {
  return Object.fromEntries(
    Object.entries(spec.inputs).map(([name, input]) => {
      const batch = encodeBatch(input, name, examples.length);
      for (const [index, { inputs }] of examples.entries()) {
        const { [name]: value } = inputs;
        if (value === undefined)
          throw new PolyheadError("data-invalid", `Example ${index} of ${from} has no input "${name}".`);
        batch.set(index, value);
      }
      const { data, dims } = batch.finish();
      return [name, { data, shape: dims }];
    }),
  );
}
