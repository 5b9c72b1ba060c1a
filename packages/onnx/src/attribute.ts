import { PolyheadError } from "@polyhead/spec";
import type { Attribute } from "./graph.ts";

/**
 * What an attribute may be written as: numbers and lists of numbers where the operator is known, since it says whether
 * they are ints or floats, else the result of `int`, `float`, `ints` or `floats`.
 */
export type AttributeInput = number | string | readonly number[] | readonly string[] | Attribute;

export function int(value: number): Attribute {
  return { type: "int", value: safeInteger(value) };
}

export function ints(values: readonly number[]): Attribute {
  return { type: "ints", value: values.map(safeInteger) };
}

/** Rounded to float32, which is what a file holds. */
export function float(value: number): Attribute {
  return { type: "float", value: Math.fround(value) };
}

/** Rounded to float32, which is what a file holds. */
export function floats(values: readonly number[]): Attribute {
  return { type: "floats", value: values.map(Math.fround) };
}

/** The attribute that `input` stands for, of type `declared` where the operator declares one. */
export function toAttribute(
  label: string,
  input: AttributeInput,
  declared: Attribute["type"] | undefined,
): Attribute {
  const attribute = typed(input, declared) ?? untyped(input);
  if (declared !== undefined && attribute?.type !== declared)
    throw invalid(label, `it must be of type ${declared}`, input);
  if (attribute === undefined)
    throw invalid(label, "its operator is not known, so it needs `int`, `float`, `ints` or `floats`", input);
  return attribute;
}

function typed(input: AttributeInput, declared: Attribute["type"] | undefined): Attribute | undefined {
  if (typeof input === "number") {
    if (declared === "int") return int(input);
    if (declared === "float") return float(input);
  }
  if (isNumbers(input)) {
    if (declared === "ints") return ints(input);
    if (declared === "floats") return floats(input);
  }
  return undefined;
}

function untyped(input: AttributeInput): Attribute | undefined {
  if (typeof input === "string") return { type: "string", value: input };
  if (isStrings(input)) return { type: "strings", value: input };
  if (typeof input === "object" && "type" in input) return input;
  return undefined;
}

function isNumbers(input: AttributeInput): input is readonly number[] {
  return Array.isArray(input) && input.every((item) => typeof item === "number");
}

function isStrings(input: AttributeInput): input is readonly string[] {
  return Array.isArray(input) && input.length > 0 && input.every((item) => typeof item === "string");
}

/** @throws PolyheadError `input-invalid` for what an int64 written as a number cannot hold exactly */
export function safeInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new PolyheadError(
    "input-invalid",
    `An int must be an integer within ±(2^53 − 1). Received ${String(value)}.`,
  );
}

function invalid(label: string, rule: string, input: AttributeInput): PolyheadError {
  return new PolyheadError(
    "input-invalid",
    `Attribute ${label} cannot be written: ${rule}. Received ${JSON.stringify(input)}.`,
  );
}
