import type { TypedArray } from "@tensorflow/tfjs-core";
import type { NativeFeeds } from "../native/binding.ts";
import type { Plan } from "./plan.ts";

/**
 * Elements of one lot. Measured on Adam's update of 2 million weights: all at once took 6.7 ms, lots of 2¹⁸ 5.0 ms, of 2¹⁴
 * 10.8 ms.
 */
export const lotSize: number = 2 ** 18;

/**
 * Fills arrays of `size` elements with an elementwise kernel's outputs, lot by lot, so that what its nodes hand to one
 * another stays in the processor's cache.
 *
 * @param planOf the kernel for tensors of one axis and of that length
 * @param feeds of `size` elements, or else the same for every lot
 */
export function writeInLots(
  size: number,
  planOf: (length: number) => Plan,
  feeds: NativeFeeds,
  arrays: readonly TypedArray[],
): void {
  for (let start = 0; start < size; start += lotSize) {
    const end = Math.min(size, start + lotSize);
    planOf(end - start).write(
      lotOf(feeds, size, start, end),
      arrays.map((array) => array.subarray(start, end)),
    );
  }
}

function lotOf(feeds: NativeFeeds, size: number, start: number, end: number): NativeFeeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => [
      name,
      feed.data.length === size
        ? { ...feed, data: feed.data.subarray(start, end), dims: [end - start] }
        : feed,
    ]),
  );
}
