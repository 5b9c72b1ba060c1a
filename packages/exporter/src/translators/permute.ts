import type { LiveLayer } from "../layer.ts";
import { columnsOf, storedAxis, type TensorHandle } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";

/** Where one of the layouts makes it a matter of reading, no data moves. */
export const permute: Translator = unary((layer, input, context) => {
  const { dims } = layer as LiveLayer<{ dims: readonly number[] }>;
  if (columnsOf(input) !== undefined) return input;
  const shape = dims.map((axis) => input.shape[axis - 1] ?? null);
  const plain = [0, ...dims.map((axis) => storedAxis(input, axis))];
  const output = { value: input.value, shape, layout: "plain" } as const;
  if (isIdentity(plain)) return output;
  const [batch = 0, ...axes] = plain;
  const channelsFirst: TensorHandle = { ...output, layout: "channels-first" };
  if (isIdentity([batch, ...axes.slice(-1), ...axes.slice(0, -1)])) return channelsFirst;
  return { ...output, value: context.op("Transpose", [input.value], { perm: plain }) };
});

function isIdentity(order: readonly number[]): boolean {
  return order.every((axis, index) => axis === index);
}
