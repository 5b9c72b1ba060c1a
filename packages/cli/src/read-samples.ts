import type { Samples } from "@polyhead/exporter";
import { encodeInput, inputSize, PolyheadError, type FittedSpec } from "@polyhead/spec";
import type { Source } from "@polyhead/trainer";

/**
 * The first `count` examples of a source's test split, or of its training split where it has none, encoded.
 *
 * @throws PolyheadError `data-invalid` and `input-invalid` for examples that do not fit the spec
 */
export async function readSamples(spec: FittedSpec, source: Source, count: number): Promise<Samples> {
  const values = new Map(Object.keys(spec.inputs).map((name): [string, Float32Array[]] => [name, []]));
  let read = 0;
  for await (const example of source.test?.() ?? source.train()) {
    for (const [name, input] of Object.entries(spec.inputs)) {
      const { [name]: value } = example.inputs;
      if (value === undefined) {
        throw new PolyheadError("data-invalid", `Example ${read} of ${source.name} has no input "${name}".`);
      }
      const row = new Float32Array(inputSize(input));
      encodeInput(input, value, name, row, 0);
      values.get(name)?.push(row);
    }
    if (++read === count) break;
  }
  return Object.fromEntries(Array.from(values, ([name, rows]) => [name, rows.flatMap((row) => [...row])]));
}
