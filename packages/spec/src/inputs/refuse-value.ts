import { PolyheadError } from "../error.ts";

/** Refuses a value that is not of its input's kind. @param what it should be: "an image" */
export function refuseValue(name: string, what: string, value: unknown): never {
  const received = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  throw new PolyheadError("input-invalid", `Input "${name}" should be ${what}; received ${received}.`, {
    details: { input: name },
  });
}
