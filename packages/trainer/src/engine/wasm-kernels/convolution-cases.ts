/** One convolution, as tfjs's kernels take it: x [N, H, W, C], filter [K, L, C, D]. */
export interface ConvolutionCase {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number;
}

/** Batches 1 and 7, odd and even sizes, square and long filters, strides, and every kind of padding. */
export const convolutionCases: readonly ConvolutionCase[] = [1, 7].flatMap((batch) => [
  convolution([batch, 8, 8, 3], [3, 3, 3, 4], [1, 1], "same"),
  convolution([batch, 9, 7, 2], [3, 3, 2, 5], [1, 1], "valid"),
  convolution([batch, 9, 7, 2], [3, 3, 2, 5], [2, 2], "same"),
  convolution([batch, 8, 10, 2], [3, 3, 2, 5], [2, 2], "valid"),
  convolution([batch, 8, 10, 1], [2, 5, 1, 3], [1, 2], "same"),
  convolution([batch, 11, 11, 2], [5, 2, 2, 1], [3, 2], "valid"),
  convolution([batch, 13, 13, 2], [3, 3, 2, 2], [4, 3], "same"),
  convolution([batch, 7, 7, 4], [1, 1, 4, 6], [1, 1], "same"),
  convolution([batch, 7, 7, 4], [1, 1, 4, 6], [2, 2], "same"),
  convolution([batch, 6, 6, 2], [3, 3, 2, 2], [1, 1], 2),
  convolution([batch, 6, 6, 2], [2, 2, 2, 2], [1, 1], 2),
  convolution([batch, 5, 6, 2], [5, 6, 2, 3], [1, 1], "valid"),
  convolution([batch, 3, 3, 2], [5, 5, 2, 3], [1, 1], "same"),
  convolution([batch, 9, 9, 2], [3, 3, 2, 3], [2, 2], 1),
]);

function convolution(
  x: ConvolutionCase["x"],
  filter: ConvolutionCase["filter"],
  strides: ConvolutionCase["strides"],
  pad: ConvolutionCase["pad"],
): ConvolutionCase {
  return { x, filter, strides, pad };
}

export function named(one: ConvolutionCase): [string, ConvolutionCase] {
  const { x, filter, strides, pad } = one;
  return [`x ${x.join("×")}, filter ${filter.join("×")}, strides ${strides.join("×")}, pad ${pad}`, one];
}
