import { PolyheadError } from "@polyhead/spec";
import { util } from "@tensorflow/tfjs-core";
import type { PlannedInput } from "./export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";
import { fixedLengths } from "./tensor-handle.ts";

/** Real inputs, raw, one example after another, by input. */
export type Samples = Readonly<Record<string, ArrayLike<number>>>;

/** Most samples that go through a model at a time. */
const SAMPLE_BATCH = 64;

/**
 * Cuts samples into batches of at most 64.
 *
 * @throws PolyheadError `input-invalid` when the samples are not whole examples of all inputs and of nothing else
 */
export function sampleFeeds(inputs: readonly PlannedInput[], samples: Samples): Feeds[] {
  const count = countSamples(inputs, samples);
  const values = new Map(inputs.map(({ name }) => [name, Float32Array.from(samples[name] ?? [])]));
  const starts = Array.from({ length: Math.ceil(count / SAMPLE_BATCH) }, (_, index) => index * SAMPLE_BATCH);
  return starts.map((start) => {
    const batch = Math.min(SAMPLE_BATCH, count - start);
    return Object.fromEntries(
      inputs.map((input) => {
        const size = sizeOf(input);
        const data = values.get(input.name)?.subarray(start * size, (start + batch) * size);
        return [
          input.name,
          { data: data ?? new Float32Array(), shape: [batch, ...fixedLengths(input.shape)] },
        ];
      }),
    );
  });
}

function countSamples(inputs: readonly PlannedInput[], samples: Samples): number {
  const counts = inputs.map((input) => (samples[input.name]?.length ?? Number.NaN) / sizeOf(input));
  const [count = 0] = counts;
  const known = Object.keys(samples).every((name) => inputs.some((input) => input.name === name));
  if (known && Number.isInteger(count) && counts.every((other) => other === count)) return count;
  const rule = inputs.map((input) => `"${input.name}" (${sizeOf(input)} values an example)`).join(", ");
  const received = Object.entries(samples).map(([name, values]) => `"${name}" with ${values.length} values`);
  throw new PolyheadError(
    "input-invalid",
    `Option \`samples\` must hold equally many whole examples of ${rule}. Received ${received.join(", ") || "none"}.`,
    { details: { counts } },
  );
}

function sizeOf({ shape }: PlannedInput): number {
  return util.sizeFromShape([...fixedLengths(shape)]);
}
