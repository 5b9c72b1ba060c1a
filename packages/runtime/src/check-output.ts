import { PolyheadError } from "@polyhead/spec";
import type { RawTensor } from "./tensor.ts";

/**
 * Checks that what a graph gave can be read as predictions: NaN would pass for "no", or for the first class.
 *
 * @param first the number of the first example in errors; none where there is only one example to speak of
 * @throws PolyheadError `inference-failed`
 */
export function checkOutput(task: string, { data, dims }: RawTensor, first: number | undefined): void {
  const values = data as Float32Array;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const [count = 1] = dims;
  const example = first === undefined ? undefined : first + Math.floor((at * count) / values.length);
  throw new PolyheadError(
    "inference-failed",
    `${example === undefined ? "" : `Example ${example}: `}The output "${task}" should hold finite numbers; one is ${values[at]}. Look for extreme values among the inputs; \`predictRaw\` gives the outputs as they are.`,
    { details: { task, ...(example !== undefined && { example }) } },
  );
}
