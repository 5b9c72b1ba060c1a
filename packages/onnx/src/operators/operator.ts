import { PolyheadError } from "@polyhead/spec";
import type { Attribute, Node, Tensor } from "../graph.ts";
import { formatShape, type TensorType } from "../shape.ts";

/** What is known of an ONNX operator: the types of its attributes and of its outputs. */
export interface Operator {
  readonly attributes: Readonly<Record<string, Attribute["type"]>>;
  /** The types of the outputs, in order, undefined where they cannot be told; runs only when all input types are known. */
  readonly infer?: (node: TypedNode) => readonly (TensorType | undefined)[];
}

/** A node with the types and, where they are initializers, the contents of its inputs. */
export class TypedNode {
  readonly node: Node;
  readonly inputs: readonly (TensorType | undefined)[];
  readonly #constants: readonly (Tensor | undefined)[];

  constructor(
    node: Node,
    inputs: readonly (TensorType | undefined)[],
    constants: readonly (Tensor | undefined)[],
  ) {
    this.node = node;
    this.inputs = inputs;
    this.#constants = constants;
  }

  /** The type of a required input. */
  input(index: number): TensorType {
    const type = this.inputs[index];
    if (type === undefined) this.fail(`input ${index} is required`);
    return type;
  }

  int(name: string, fallback: number): number {
    const attribute = this.node.attributes[name];
    return attribute?.type === "int" ? attribute.value : fallback;
  }

  ints(name: string): readonly number[] | undefined {
    const attribute = this.node.attributes[name];
    return attribute?.type === "ints" ? attribute.value : undefined;
  }

  string(name: string, fallback: string): string {
    const attribute = this.node.attributes[name];
    return attribute?.type === "string" ? attribute.value : fallback;
  }

  /** The integers of an input that is an int64 or int32 initializer. */
  constantInts(index: number): readonly number[] | undefined {
    const data = this.#constants[index]?.data;
    return data instanceof BigInt64Array || data instanceof Int32Array ? Array.from(data, Number) : undefined;
  }

  /** The numbers of an input that is a float32 initializer. */
  constantFloats(index: number): readonly number[] | undefined {
    const data = this.#constants[index]?.data;
    return data instanceof Float32Array ? Array.from(data) : undefined;
  }

  /** An axis of `rank`, counted from the front. */
  axis(axis: number, rank: number): number {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
      this.fail(`axis ${axis} must lie in [${-rank}, ${rank - 1}]`);
    return axis < 0 ? axis + rank : axis;
  }

  fail(rule: string): never {
    const shapes = this.inputs.map((type) =>
      type === undefined ? "none" : `${type.dataType}${formatShape(type.shape)}`,
    );
    throw new PolyheadError(
      "model-invalid",
      `Node "${this.node.name}" (${this.node.opType}) breaks a rule of its operator: ${rule}. Received inputs ${shapes.join(", ")}.`,
      { details: { node: this.node.name, opType: this.node.opType, inputs: this.inputs } },
    );
  }
}
