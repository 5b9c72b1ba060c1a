// B batch; an input is [B, H, W, C] for images and [B, columns] for numbers.
import { encodeBatch, PolyheadError, type FittedInput } from "@polyhead/spec";
import type { RawTensor } from "./tensor.ts";

/**
 * Makes of one value what the encoders take; takes its time only where that is work, as with a file.
 *
 * @throws PolyheadError `input-invalid`
 */
export type DecodeValue = (spec: FittedInput, value: unknown, name: string) => unknown;

/**
 * Encodes examples into one tensor an input.
 *
 * @param first the number of the first example in errors; none where there is only one example to speak of
 * @throws PolyheadError `input-invalid` for a missing or unknown input, or a value that does not fit
 */
export type EncodeExamples = (
  examples: readonly unknown[],
  first?: number,
) => Promise<Record<string, RawTensor>>;

export function examplesEncoder(
  specs: Readonly<Record<string, FittedInput>>,
  decode: DecodeValue,
): EncodeExamples {
  const inputs = Object.entries(specs);
  const names = inputs.map(([name]) => name);
  return async (examples, first) => {
    const batch = inputs.map(([name, spec]) => ({
      name,
      spec,
      encoder: encodeBatch(spec, name, examples.length),
    }));
    const pending: Promise<void>[] = [];
    for (const [index, example] of examples.entries()) {
      const number = first === undefined ? undefined : first + index;
      try {
        checkNames(names, example);
        for (const { name, spec, encoder } of batch) {
          const value = decode(spec, example[name], name);
          if (!(value instanceof Promise)) encoder.set(index, value);
          else
            pending.push(
              value
                .then((decoded) => encoder.set(index, decoded))
                .catch((cause: unknown) => fail(cause, number)),
            );
        }
      } catch (cause) {
        await Promise.allSettled(pending);
        fail(cause, number);
      }
    }
    if (pending.length > 0) await Promise.all(pending);
    return Object.fromEntries(batch.map(({ name, encoder }) => [name, encoder.finish()]));
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
