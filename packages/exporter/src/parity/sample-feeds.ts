import { PolyheadError } from "@polyhead/spec";
import { util } from "@tensorflow/tfjs-core";
import type { PlannedInput } from "../export-plan.ts";
import type { Feeds } from "./onnx-outputs.ts";

/** Real inputs, raw, by input: the numbers of one example after another, with their shape where an axis is left open. */
export type Samples = Readonly<Record<string, ArrayLike<number> | ShapedSamples>>;

/** Numbers with their shape, the count of examples included: `[examples, ...]`. */
export interface ShapedSamples {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Most samples that go through a model at a time. */
const SAMPLE_BATCH = 64;

/**
 * Cuts samples into batches of at most 64.
 *
 * @throws PolyheadError `input-invalid` when the samples are not whole examples of all inputs and of nothing else
 */
export function sampleFeeds(inputs: readonly PlannedInput[], samples: Samples): Feeds[] {
  const shaped = new Map(inputs.map((input) => [input.name, shapedSamples(input, samples[input.name])]));
  const count = countSamples(inputs, samples, shaped);
  const starts = Array.from({ length: Math.ceil(count / SAMPLE_BATCH) }, (_, index) => index * SAMPLE_BATCH);
  return starts.map((start) => {
    const batch = Math.min(SAMPLE_BATCH, count - start);
    return Object.fromEntries(
      Array.from(
        shaped,
        ([
          name,
          {
            data,
            shape: [, ...shape],
          },
        ]) => {
          const size = util.sizeFromShape(shape);
          const values = Float32Array.from(
            { length: batch * size },
            (_, index) => data[start * size + index] ?? 0,
          );
          return [name, { data: values, shape: [batch, ...shape] }];
        },
      ),
    );
  });
}

/** Samples with their shape; its lengths are not numbers where they cannot be told. */
function shapedSamples(
  { shape }: PlannedInput,
  samples: ArrayLike<number> | ShapedSamples = [],
): ShapedSamples {
  if ("data" in samples) return samples;
  const lengths = shape.map((length) => length ?? Number.NaN);
  return { data: samples, shape: [samples.length / util.sizeFromShape(lengths), ...lengths] };
}

function countSamples(
  inputs: readonly PlannedInput[],
  samples: Samples,
  shaped: ReadonlyMap<string, ShapedSamples>,
): number {
  const counts = inputs.map((input) => {
    const { data, shape } = shaped.get(input.name) ?? { data: [], shape: [] };
    const [count = Number.NaN, ...lengths] = shape;
    const whole = fits(lengths, input) && util.sizeFromShape([...shape]) === data.length;
    return whole ? count : Number.NaN;
  });
  const [count = 0] = counts;
  const known = Object.keys(samples).every((name) => inputs.some((input) => input.name === name));
  if (known && Number.isInteger(count) && counts.every((other) => other === count)) return count;
  throw unfit(inputs, samples);
}

function fits(lengths: readonly number[], { shape }: PlannedInput): boolean {
  return (
    lengths.length === shape.length &&
    lengths.every((length, axis) => Number.isInteger(length) && length === (shape[axis] ?? length))
  );
}

function unfit(inputs: readonly PlannedInput[], samples: Samples): PolyheadError {
  const rule = inputs.map(describeInput).join(", ");
  const received = Object.entries(samples).map(([name, values]) =>
    "data" in values
      ? `"${name}" with ${values.data.length} values of shape [${values.shape.join(", ")}]`
      : `"${name}" with ${values.length} values`,
  );
  return new PolyheadError(
    "input-invalid",
    `Option \`samples\` must hold equally many whole examples of ${rule}. Received ${received.join(", ") || "none"}.`,
    { details: { received } },
  );
}

function describeInput({ name, shape }: PlannedInput): string {
  if (shape.includes(null))
    return `"${name}" (\`{ data, shape: [examples, ${shape.map((length) => length ?? "any length").join(", ")}] }\`)`;
  return `"${name}" (${util.sizeFromShape(shape.map(Number))} values an example)`;
}
