import { PolyheadError } from "@polyhead/spec";
import type { RawTensor, TensorInfo } from "./tensor.ts";

/**
 * Checks raw tensors against the graph's inputs: names, ranks, fixed sizes and the number of values.
 *
 * @throws PolyheadError `input-invalid`
 */
export function checkFeeds(inputs: readonly TensorInfo[], feeds: Readonly<Record<string, RawTensor>>): void {
  const unknown = Object.keys(feeds).find((name) => !inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    const names = inputs.map(({ name }) => `"${name}"`).join(", ");
    throw invalid(unknown, `is not an input of the graph, which takes ${names}`);
  }
  for (const input of inputs) checkFeed(input, feeds[input.name]);
}

function checkFeed({ name, shape }: TensorInfo, feed: RawTensor | undefined): void {
  if (feed === undefined) throw invalid(name, "should be given; it is missing");
  const { data, dims } = feed;
  const sizes = dims.every((size) => Number.isSafeInteger(size) && size >= 0);
  const rank = shape.length === 0 || shape.length === dims.length;
  const fixed = shape.every((size, axis) => typeof size === "string" || size === dims[axis]);
  if (!sizes || !rank || !fixed)
    throw invalid(name, `should have dims [${shape.join(", ")}]; received [${dims.join(", ")}]`);
  const count = dims.reduce((product, size) => product * size, 1);
  if (data.length !== count) {
    throw invalid(name, `should have ${count} values for dims [${dims.join(", ")}]; received ${data.length}`);
  }
}

function invalid(name: string, fault: string): PolyheadError {
  return new PolyheadError("input-invalid", `Input "${name}" ${fault}.`, { details: { input: name } });
}
