// Legend: B batch, D spatial axes, C channels.
import type { LiveLayer } from "../layer.ts";
import { util } from "@tensorflow/tfjs-core";
import type { LayerContext } from "../layer-context.ts";
import { fixedLengths, type Layout, type TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import type { DataFormat } from "./spatial.ts";

export const flatten: Translator = unary((layer, input, context) => {
  const { dataFormat } = layer as LiveLayer<{ dataFormat: DataFormat | undefined }>;
  if (dataFormat !== "channelsFirst") return flattened(input, context);
  const [channels = 1, ...spatial] = input.shape;
  // TensorFlow.js moves the channels last before it flattens; the plain value is what that leaves as channels-first.
  return flattened(
    { ...context.plain(input), shape: [...spatial, channels], layout: "channels-first" },
    context,
  );
});

/** The tensor as `[B, columns]`: no data moves, the order of the columns is kept in the layout. */
export function flattened(input: TensorHandle, context: LayerContext): TensorHandle {
  const lengths = fixedLengths(input.shape);
  return {
    value: context.op("Flatten", [input.value], { axis: 1 }),
    shape: [util.sizeFromShape([...lengths])],
    layout: input.layout === "channels-first" ? flattenedLayout(lengths) : input.layout,
  };
}

/** `[C, ...D]` flattened, compared with `[...D, C]` flattened. */
function flattenedLayout(shape: readonly number[]): Layout {
  const channels = shape.at(-1) ?? 1;
  const size = util.sizeFromShape([...shape]);
  const positions = size / channels;
  if (channels === 1 || positions === 1) return "plain";
  const columns = Int32Array.from({ length: size }, (_, index) => {
    const channel = Math.floor(index / positions);
    return (index - channel * positions) * channels + channel;
  });
  return { columns };
}
