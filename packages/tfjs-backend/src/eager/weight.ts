import { sizeOf } from "../operators/emit-tensor.ts";
import type { NamedInfos } from "./plan.ts";

// Sizes are the elements of all inputs. Measured: a session's call takes 10 to 15 µs, whatever its size up to some thousands.

/** Kernels that sum over an axis which their inputs share. */
const contracting = /Conv|MatMul/;
/** Kernels that tfjs's JavaScript runs as one loop or as copies of runs. */
const copying = /^(Concat|Logical|Pack|Select)|Slope$/;
/** Kernels that tfjs's JavaScript runs with a coordinate or a window for each element. */
const slow =
  /^(GatherNd|MirrorPad|Reverse|ScatterNd|Slice|Softmax|StridedSlice|Tile|TopK|UnsortedSegmentSum)|Pool|Resize/;
/** Optimizers' updates, which ONNX Runtime computes in some ten nodes. */
const updating = /Update$/;
/** Kernels that take JavaScript several steps for each element. */
const reducing = /^(All|Any|Arg|Cumsum|FusedBatchNorm|Gather|Max$|Mean|Min$|PadV2|Prod|Sum|Transpose)/;

const heavyWork = 2 ** 20;
const heavySize = 2 ** 17;
const smallWork = 2 ** 13;

/** Whether a kernel is done sooner in JavaScript than a session is called. */
export function isSmall(kernelName: string, inputs: NamedInfos): boolean {
  return contracting.test(kernelName)
    ? workOf(inputs) < smallWork
    : sizeOfAll(inputs) < smallSize(kernelName);
}

const smallSizes = new Map<string, number>();

function smallSize(kernelName: string): number {
  const known = smallSizes.get(kernelName);
  if (known !== undefined) return known;
  const size = slow.test(kernelName)
    ? 32
    : reducing.test(kernelName)
      ? 256
      : copying.test(kernelName)
        ? 16_384
        : updating.test(kernelName)
          ? 32_768
          : 1024;
  smallSizes.set(kernelName, size);
  return size;
}

/** The threads worth waking for a kernel: all for a heavy one, else one. */
export function threadsFor(kernelName: string, inputs: NamedInfos, threads: number): number {
  const heavy = contracting.test(kernelName) ? workOf(inputs) >= heavyWork : sizeOfAll(inputs) >= heavySize;
  return heavy ? threads : 1;
}

/** About as many multiplications: exact for a product of square matrices. */
function workOf(inputs: NamedInfos): number {
  const [a = 1, b = 1] = inputs.map(([, { shape }]) => sizeOf(shape));
  return Math.max(a, b) * Math.sqrt(Math.min(a, b));
}

function sizeOfAll(inputs: NamedInfos): number {
  let size = 0;
  for (const [, { shape }] of inputs) size += sizeOf(shape);
  return size;
}
