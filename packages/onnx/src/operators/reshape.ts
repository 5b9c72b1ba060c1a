import { formatShape, type Dimension, type Shape } from "../shape.ts";
import { elementCount } from "../tensor.ts";
import type { TypedNode } from "./operator.ts";

/** ONNX's Reshape: 0 keeps the input's length at that axis (unless `allowzero`), −1 takes what is left. */
export function reshaped(node: TypedNode, shape: Shape): Shape | undefined {
  const target = node.constantInts(1);
  if (target === undefined) return undefined;
  const keepsZero = node.int("allowzero", 0) === 1;
  if (target.filter((length) => length === -1).length > 1 || target.some((length) => length < -1))
    node.fail(`the shape ${formatShape(target)} may hold one −1 and no other negative length`);
  const copied = new Set([...target.keys()].filter((axis) => target[axis] === 0 && !keepsZero));
  const lengths = target.map((length, axis) => {
    if (!copied.has(axis)) return length;
    return shape[axis] ?? node.fail(`the shape ${formatShape(target)} asks to keep axis ${axis}`);
  });
  const fixed = target.filter((length, axis) => length !== -1 && !copied.has(axis));
  const rest = quotient(
    shape.filter((_, axis) => !copied.has(axis)),
    fixed,
  );
  if (rest === undefined || (!target.includes(-1) && typeof rest === "number" && rest !== 1))
    node.fail(`the shape ${formatShape(lengths)} must hold as many elements as the input`);
  return lengths.map((length) => (length === -1 ? rest : length));
}

/** The product of `shape` over that of `divisors`: `""` where it cannot be told, undefined where it is not whole. */
function quotient(shape: Shape, divisors: readonly number[]): Dimension | undefined {
  const [symbol, ...symbols] = shape.filter((length) => typeof length === "string");
  const elements = elementCount(shape.filter((length) => typeof length === "number"));
  const divisor = elementCount(divisors);
  if (symbol !== undefined) return symbols.length === 0 && elements === divisor ? symbol : "";
  if (elements === 0 && divisor === 0) return "";
  return elements % divisor === 0 ? elements / divisor : undefined;
}
