// Legend: a value is a view where it is `Transpose(source, perm)`: axis `i` of the value is axis `perm[i]` of the source.
import type { Attribute, Node } from "../graph.ts";
import type { TypedNode } from "../operators/operator.ts";

/** What a node becomes when it reads the sources of its views; its output is then a view under `perm`. */
export interface Moved {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** New contents of int64 inputs, by their place. */
  readonly integers?: Readonly<Record<number, readonly number[]>>;
  readonly perm: readonly number[];
}

/** How an operator is moved from views under one `perm` to their sources, undefined where this node cannot be. */
export interface Transposable {
  /** How many of the first inputs are views or constants of the same axes; all of them unless given. */
  readonly arity?: number;
  readonly move: (node: TypedNode, perm: readonly number[]) => Moved | undefined;
}

const unary = [
  "Abs",
  "Cast",
  "Ceil",
  "Celu",
  "Clip",
  "Cos",
  "Elu",
  "Erf",
  "Exp",
  "Floor",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "Identity",
  "LeakyRelu",
  "Log",
  "Mish",
  "Neg",
  "Not",
  "Reciprocal",
  "Relu",
  "Round",
  "Selu",
  "Sigmoid",
  "Sign",
  "Sin",
  "Softplus",
  "Softsign",
  "Sqrt",
  "Tanh",
  "ThresholdedRelu",
];
const broadcasting = [
  "Add",
  "And",
  "Div",
  "Equal",
  "Greater",
  "GreaterOrEqual",
  "Less",
  "LessOrEqual",
  "Max",
  "Mean",
  "Min",
  "Mul",
  "Or",
  "PRelu",
  "Pow",
  "Sub",
  "Sum",
  "Where",
  "Xor",
];
const reductions = [
  "ReduceL1",
  "ReduceL2",
  "ReduceLogSumExp",
  "ReduceMax",
  "ReduceMean",
  "ReduceMin",
  "ReduceProd",
  "ReduceSum",
  "ReduceSumSquare",
];

/** The operators that give the transpose of what they give for what is not transposed, by name. */
export const transposables: ReadonlyMap<string, Transposable> = new Map<string, Transposable>([
  ...family(unary, { arity: 1, move: (_, perm) => ({ perm }) }),
  ...family(broadcasting, { move: (_, perm) => ({ perm }) }),
  ...family(reductions, { arity: 1, move: reduced }),
  ["Concat", { move: (node, perm) => alongAxis(node, perm, 0) }],
  ["LogSoftmax", { arity: 1, move: (node, perm) => alongAxis(node, perm, -1) }],
  ["Pad", { arity: 1, move: padded }],
  ["Softmax", { arity: 1, move: (node, perm) => alongAxis(node, perm, -1) }],
]);

function family(opTypes: readonly string[], transposable: Transposable): [string, Transposable][] {
  return opTypes.map((opType) => [opType, transposable]);
}

function alongAxis(node: TypedNode, perm: readonly number[], fallback: number): Moved {
  const axis = node.axis(node.int("axis", fallback), perm.length);
  return { perm, attributes: { axis: { type: "int", value: perm[axis]! } } };
}

function padded(node: TypedNode, perm: readonly number[]): Moved | undefined {
  const pads = node.constantInts(1);
  const { 3: axes = "" } = node.node.inputs;
  if (pads?.length !== 2 * perm.length || axes !== "") return undefined;
  const moved = Array<number>(pads.length);
  for (const [at, axis] of perm.entries()) {
    moved[axis] = pads[at]!;
    moved[axis + perm.length] = pads[at + perm.length]!;
  }
  return { perm, integers: { 1: moved } };
}

/** Axes are an attribute before opset 18 (ReduceSum: 13) and the second input after it. */
function reduced(node: TypedNode, perm: readonly number[]): Moved | undefined {
  const asInput = (node.node.inputs[1] ?? "") !== "";
  const given = asInput ? node.constantInts(1) : node.ints("axes");
  if (given === undefined || given.length === 0) return undefined;
  const axes = new Set(given.map((axis) => node.axis(axis, perm.length)));
  const value = perm.filter((_, at) => axes.has(at)).toSorted((a, b) => a - b);
  const kept = perm.filter((_, at) => !axes.has(at));
  const ranks = new Map(kept.toSorted((a, b) => a - b).map((axis, rank) => [axis, rank]));
  return {
    perm: node.int("keepdims", 1) === 1 ? perm : kept.map((axis) => ranks.get(axis)!),
    ...(asInput ? { integers: { 1: value } } : { attributes: { axes: { type: "ints", value } } }),
  };
}

/** The order that undoes `perm`. */
export function inverse(perm: readonly number[]): number[] {
  const order = Array<number>(perm.length);
  for (const [at, axis] of perm.entries()) order[axis] = at;
  return order;
}

/** The order that `outer` applied to what `inner` gives amounts to. */
export function composed(inner: readonly number[], outer: readonly number[]): number[] {
  return outer.map((axis) => inner[axis]!);
}

export function isIdentity(perm: readonly number[]): boolean {
  return perm.every((axis, at) => axis === at);
}

export function orderOf({ opType, domain, attributes: { perm } }: Node): readonly number[] | undefined {
  return opType === "Transpose" && domain === undefined && perm?.type === "ints" ? perm.value : undefined;
}
