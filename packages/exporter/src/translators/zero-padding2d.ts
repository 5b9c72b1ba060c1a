import type { LiveLayer } from "../layer.ts";
import { rankOf, storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { outputShape, type DataFormat } from "./spatial.ts";

interface ZeroPadding2D {
  readonly dataFormat: DataFormat;
  /** Rows at the top and the bottom, columns at the left and the right. */
  readonly padding: readonly (readonly [number, number])[];
}

export const zeroPadding2d: Translator = unary((layer, input, context) => {
  const { dataFormat, padding } = layer as LiveLayer<ZeroPadding2D>;
  const first = dataFormat === "channelsFirst" ? 2 : 1;
  const rank = rankOf(input);
  const pads = Array<number>(2 * rank).fill(0);
  for (const [index, [before, after]] of padding.entries()) {
    const axis = storedAxis(input, first + index);
    pads[axis] = before;
    pads[axis + rank] = after;
  }
  const value = context.op("Pad", [input.value, context.integers("pads", pads)]);
  return { ...input, value, shape: outputShape(layer, input, context) };
});
