import type { Operator } from "./operator.ts";

const table: Readonly<Record<string, Operator>> = {};

/** What is known of an operator of ONNX's own domain. */
export function operatorOf(opType: string): Operator | undefined {
  return Object.hasOwn(table, opType) ? table[opType] : undefined;
}
