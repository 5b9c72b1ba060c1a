import type { Example } from "@polyhead/spec";
import type { FixedSource } from "./source.ts";

/** Examples that are already in memory; `test` is absent where it is not given. */
export function memory(options: { train: readonly Example[]; test?: readonly Example[] }): FixedSource {
  const { train, test } = options;
  const source: FixedSource = { name: "memory", train: () => stream(train) };
  return test === undefined ? source : { ...source, test: () => stream(test) };
}

async function* stream(examples: readonly Example[]): AsyncGenerator<Example> {
  yield* examples;
}
