import type { Dimension, Shape } from "../shape.ts";
import type { Operator, TypedNode } from "./operator.ts";

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export const slice: Readonly<Record<string, Operator>> = {
  Slice: {
    attributes: {},
    infer: (node) => {
      const { dataType, shape } = node.input(0);
      return [{ dataType, shape: slicedShape(node, shape) }];
    },
  },
};

/** Inputs are data, starts, ends and, optionally, axes and steps. */
function slicedShape(node: TypedNode, shape: Shape): Shape {
  const [starts, ends] = [node.constantInts(1), node.constantInts(2)];
  const axes = node.inputs[3] === undefined ? starts?.map((_, axis) => axis) : node.constantInts(3);
  const steps = node.inputs[4] === undefined ? starts?.map(() => 1) : node.constantInts(4);
  if (axes === undefined || steps === undefined) return shape.map(() => "");
  if ([starts, ends, steps].some((list) => list !== undefined && list.length !== axes.length))
    node.fail("starts, ends, axes and steps must be equally many");
  const sliced = [...shape];
  for (const [index, given] of axes.entries()) {
    const axis = node.axis(given, shape.length);
    const [start, end, step = 1] = [starts?.[index], ends?.[index], steps[index]];
    sliced[axis] =
      start === undefined || end === undefined
        ? ""
        : slicedLength(node, shape[axis] ?? "", { start, end, step });
  }
  return sliced;
}

function slicedLength(node: TypedNode, length: Dimension, { start, end, step }: Range): Dimension {
  if (step === 0) node.fail("steps must not be 0");
  if (typeof length === "string") return "";
  const last = step > 0 ? length : length - 1;
  const bound = (position: number) =>
    Math.min(Math.max(position < 0 ? position + length : position, step > 0 ? 0 : -1), last);
  return Math.max(0, Math.ceil((bound(end) - bound(start)) / step));
}
