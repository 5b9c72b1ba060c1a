// B examples
import { DEFAULT_BATCH_SIZE, type Model, type RawTensor, type TensorInfo } from "@polyhead/runtime";

type Tensors = Readonly<Record<string, RawTensor>>;

/**
 * Runs a model on a request's tensors, 256 examples at a time where its manifest says that they are apart: what layers hold in between
 * does not grow with a request, which may be small and yet ask for much, as with many short texts beside a long one.
 */
export async function runInParts(model: Model, feeds: Tensors): Promise<Tensors> {
  const [{ dims: [count = 0] } = { dims: [] }] = Object.values(feeds);
  const apart =
    model.manifest !== undefined &&
    model.inputs.every((info) => fits(info, feeds, count)) &&
    model.outputs.every(({ type, shape }) => type === "float32" && typeof shape[0] === "string");
  // `run` says what does not fit.
  if (!apart || count <= DEFAULT_BATCH_SIZE) return model.run(feeds);
  const parts: Tensors[] = [];
  for (let start = 0; start < count; start += DEFAULT_BATCH_SIZE) {
    const end = Math.min(start + DEFAULT_BATCH_SIZE, count);
    const part = Object.entries(feeds).map(([name, feed]) => [name, rows(feed, start, end)] as const);
    parts.push(await model.run(Object.fromEntries(part)));
  }
  return Object.fromEntries(
    model.outputNames.map((name) => [
      name,
      joined(
        parts.map((part) => part[name]!),
        count,
      ),
    ]),
  );
}

function fits({ name, shape }: TensorInfo, feeds: Tensors, count: number): boolean {
  const dims = feeds[name]?.dims ?? [];
  const sizes = [count, ...shape.slice(1)];
  return (
    dims.length === shape.length &&
    sizes.every((size, axis) => typeof size === "string" || size === dims[axis])
  );
}

/** Examples from `start` to `end`. */
function rows({ data, dims: [count = 1, ...shape] }: RawTensor, start: number, end: number): RawTensor {
  const width = data.length / count;
  return { data: (data as Float32Array).subarray(start * width, end * width), dims: [end - start, ...shape] };
}

/** @param count B */
function joined(parts: readonly RawTensor[], count: number): RawTensor {
  const [, ...shape] = parts[0]?.dims ?? [];
  const data = new Float32Array(count * shape.reduce((product, size) => product * size, 1));
  let at = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, at);
    at += part.data.length;
  }
  return { data, dims: [count, ...shape] };
}
