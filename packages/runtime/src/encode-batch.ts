// B batch; an input is [B, H, W, C] for images and [B, columns] for numbers.
import { inputShape, inputSize, PolyheadError, type InputSpec } from "@polyhead/spec";
import type { RawTensor } from "./tensor.ts";

/**
 * Writes one value into `target` at `offset`; takes its time only where the value must be decoded first.
 *
 * @throws PolyheadError `input-invalid`
 */
export type Encode = (
  spec: InputSpec,
  value: unknown,
  name: string,
  target: Float32Array,
  offset: number,
) => void | Promise<void>;

/**
 * Encodes examples into one tensor an input.
 *
 * @param first the number of the first example in errors; none where there is only one example to speak of
 * @throws PolyheadError `input-invalid` for a missing or unknown input, or a value that does not fit
 */
export type EncodeBatch = (
  examples: readonly unknown[],
  first?: number,
) => Promise<Record<string, RawTensor>>;

export function batchEncoder(specs: Readonly<Record<string, InputSpec>>, encode: Encode): EncodeBatch {
  const slots = Object.entries(specs).map(([name, spec]) => ({
    name,
    spec,
    size: inputSize(spec),
    shape: inputShape(spec),
  }));
  const names = slots.map(({ name }) => name);
  return async (examples, first) => {
    const batch = slots.map((slot) => ({ ...slot, data: new Float32Array(examples.length * slot.size) }));
    const pending: Promise<void>[] = [];
    for (const [index, example] of examples.entries()) {
      const number = first === undefined ? undefined : first + index;
      try {
        checkNames(names, example);
        for (const { name, spec, size, data } of batch) {
          const done = encode(spec, example[name], name, data, index * size);
          if (done !== undefined) pending.push(done.catch((cause: unknown) => fail(cause, number)));
        }
      } catch (cause) {
        await Promise.allSettled(pending);
        fail(cause, number);
      }
    }
    if (pending.length > 0) await Promise.all(pending);
    return Object.fromEntries(
      batch.map(({ name, data, shape }) => [name, { data, dims: [examples.length, ...shape] }]),
    );
  };
}

function checkNames(names: readonly string[], example: unknown): asserts example is Record<string, unknown> {
  if (typeof example !== "object" || example === null) {
    throw namesError(names, `received ${example === null ? "null" : typeof example}`);
  }
  const missing = names.find((name) => !Object.hasOwn(example, name));
  if (missing !== undefined) throw namesError(names, `"${missing}" is missing`);
  const unknown = Object.keys(example).find((name) => !names.includes(name));
  if (unknown !== undefined) throw namesError(names, `"${unknown}" is not one of them`);
}

function namesError(names: readonly string[], fault: string): PolyheadError {
  return new PolyheadError(
    "input-invalid",
    `An example should hold the inputs ${names.map((name) => `"${name}"`).join(", ")}; ${fault}.`,
    { details: { inputs: names } },
  );
}

/** Throws `cause` again, telling which example of several it was. */
function fail(cause: unknown, number: number | undefined): never {
  if (number === undefined || !(cause instanceof PolyheadError)) throw cause;
  throw new PolyheadError(cause.code, `Example ${number}: ${cause.message}`, {
    details: { ...cause.details, example: number },
    cause,
  });
}
