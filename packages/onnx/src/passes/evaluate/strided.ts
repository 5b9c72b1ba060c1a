import { elementCount } from "../../tensor.ts";
import { isBig, newData, type Content } from "./content.ts";

/** How far apart in row-major data the neighbours along each axis are. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

/** The elements that an odometer over `dims` passes, `strides[axis]` apart along each axis. */
export function strided(
  source: Content,
  dims: readonly number[],
  strides: readonly number[],
  offset = 0,
): Content {
  return taken(source, stridedIndices(dims, strides, offset), dims);
}

/** The axes of a tensor in another order: axis `i` of the result is axis `perm[i]`. */
export function transposed(source: Content, perm: readonly number[]): Content {
  const strides = stridesOf(source.dims);
  return strided(
    source,
    perm.map((axis) => source.dims[axis]!),
    perm.map((axis) => strides[axis]!),
  );
}

/** A tensor repeated along its axes of length 1 and along new leading ones; `dims` must be what it broadcasts to. */
export function broadcast(source: Content, dims: readonly number[]): Content {
  if (dims.length === source.dims.length && dims.every((length, axis) => length === source.dims[axis]))
    return source;
  const strides = stridesOf(source.dims);
  const added = dims.length - source.dims.length;
  return strided(
    source,
    dims,
    dims.map((length, axis) => (source.dims[axis - added] === length ? strides[axis - added]! : 0)),
  );
}

/** The elements at `indices`, in their order. */
export function taken({ dataType, data }: Content, indices: Uint32Array, dims: readonly number[]): Content {
  const target = newData(dataType, indices.length);
  if (isBig(data)) {
    if (isBig(target)) for (let at = 0; at < indices.length; at++) target[at] = data[indices[at]!]!;
  } else if (!isBig(target)) for (let at = 0; at < indices.length; at++) target[at] = data[indices[at]!]!;
  return { dataType, dims, data: target };
}

function stridedIndices(dims: readonly number[], strides: readonly number[], offset: number): Uint32Array {
  const indices = new Uint32Array(elementCount(dims));
  const inner = dims.at(-1) ?? 1;
  const step = strides.at(-1) ?? 0;
  const counter = Array<number>(dims.length).fill(0);
  let start = offset;
  for (let at = 0; at < indices.length; at += inner) {
    for (let index = 0; index < inner; index++) indices[at + index] = start + index * step;
    for (let axis = dims.length - 2; axis >= 0; axis--) {
      start += strides[axis]!;
      if (++counter[axis]! < dims[axis]!) break;
      start -= strides[axis]! * dims[axis]!;
      counter[axis] = 0;
    }
  }
  return indices;
}
