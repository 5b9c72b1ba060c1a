import { compatibleDimensions, productOf, type Dimension, type Shape } from "../shape.ts";
import { broadcastShapes } from "./broadcast.ts";
import type { Operator, TypedNode } from "./operator.ts";
import { reshaped } from "./reshape.ts";

/** One output of the first input's data type; a shape of undefined leaves the type untold. */
function reshaping(
  attributes: Operator["attributes"],
  shapeOf: (node: TypedNode, shape: Shape) => Shape | undefined,
): Operator {
  return {
    attributes,
    infer: (node) => {
      const { dataType, shape } = node.input(0);
      const changed = shapeOf(node, shape);
      return [changed && { dataType, shape: changed }];
    },
  };
}

export const layout: Readonly<Record<string, Operator>> = {
  Concat: reshaping({ axis: "int" }, concatenated),
  Expand: reshaping({}, (node, shape) => {
    const target = node.constantInts(1);
    return target && (broadcastShapes(shape, target) ?? node.fail("the shapes must broadcast"));
  }),
  Flatten: reshaping({ axis: "int" }, (node, shape) => {
    const axis = node.int("axis", 1);
    const at = axis === shape.length ? axis : node.axis(axis, shape.length);
    return [productOf(shape.slice(0, at)), productOf(shape.slice(at))];
  }),
  Gather: reshaping({ axis: "int" }, (node, shape) => {
    const axis = node.axis(node.int("axis", 0), shape.length);
    return [...shape.slice(0, axis), ...node.input(1).shape, ...shape.slice(axis + 1)];
  }),
  Pad: reshaping({ mode: "string" }, padded),
  Reshape: reshaping({ allowzero: "int" }, reshaped),
  Squeeze: reshaping({}, squeezed),
  Transpose: reshaping({ perm: "ints" }, (node, shape) => {
    const order = node.ints("perm") ?? shape.map((_, axis) => shape.length - 1 - axis);
    if (order.toSorted((a, b) => a - b).join() !== [...shape.keys()].join())
      node.fail(`perm [${order.join(", ")}] must order the ${shape.length} axes of the input`);
    return order.map((axis) => shape[axis] ?? "");
  }),
  Unsqueeze: reshaping({}, (node, shape) => {
    const axes = node.constantInts(1);
    if (axes === undefined) return undefined;
    const rank = shape.length + axes.length;
    const added = distinctAxes(node, axes, rank);
    const lengths = [...shape];
    return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (lengths.shift() ?? "")));
  }),
};

function concatenated(node: TypedNode, first: Shape): Shape {
  const axis = node.axis(node.int("axis", Number.NaN), first.length);
  const shapes = node.inputs.map((_, index) => node.input(index).shape);
  if (shapes.some((shape) => shape.length !== first.length)) node.fail("all inputs must have the same rank");
  return first.map((length, at) => {
    const lengths = shapes.map((shape) => shape[at] ?? "");
    if (at === axis) return total(lengths);
    const known = lengths.find((other) => typeof other === "number") ?? length;
    if (!lengths.every((other) => compatibleDimensions(other, known)))
      node.fail(`axis ${at} must be equally long in all inputs`);
    return known;
  });
}

function total(lengths: Shape): Dimension {
  const [first = ""] = lengths;
  if (lengths.length === 1) return first;
  return lengths.every((length) => typeof length === "number") ? lengths.reduce((a, b) => a + b, 0) : "";
}

function padded(node: TypedNode, shape: Shape): Shape {
  const pads = node.constantInts(1);
  if (pads === undefined) return shape.map(() => "");
  const axes =
    node.inputs[3] === undefined
      ? [...shape.keys()]
      : [...distinctAxes(node, node.constantInts(3) ?? [], shape.length)];
  if (pads.length !== 2 * axes.length) node.fail(`pads must have ${2 * axes.length} entries`);
  return shape.map((length, axis) => {
    const at = axes.indexOf(axis);
    const padding = at < 0 ? 0 : (pads[at] ?? 0) + (pads[at + axes.length] ?? 0);
    return typeof length === "number" ? length + padding : padding === 0 ? length : "";
  });
}

function squeezed(node: TypedNode, shape: Shape): Shape | undefined {
  if (node.inputs[1] === undefined)
    return shape.every((length) => typeof length === "number")
      ? shape.filter((length) => length !== 1)
      : undefined;
  const axes = node.constantInts(1);
  if (axes === undefined) return undefined;
  const dropped = distinctAxes(node, axes, shape.length);
  for (const axis of dropped)
    if (!compatibleDimensions(shape[axis] ?? "", 1)) node.fail(`axis ${axis} must be of length 1`);
  return shape.filter((_, axis) => !dropped.has(axis));
}

function distinctAxes(node: TypedNode, axes: readonly number[], rank: number): ReadonlySet<number> {
  const distinct = new Set(axes.map((axis) => node.axis(axis, rank)));
  if (distinct.size !== axes.length) node.fail(`axes [${axes.join(", ")}] must be distinct`);
  return distinct;
}
