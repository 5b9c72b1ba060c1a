import type { Example } from "@polyhead/spec";
import type { FixedSource } from "./source.ts";

/** Examples in memory, or what starts to give them anew each time that it is called. */
type Examples = readonly Example[] | (() => AsyncIterable<Example> | Iterable<Example>);

/** Examples that are already in memory, or that a function of yours gives; `test` is absent where it is not given. */
export function memory(options: { train: Examples; test?: Examples }): FixedSource {
  const { train, test } = options;
  const source: FixedSource = { name: "memory", train: () => stream(train) };
  return test === undefined ? source : { ...source, test: () => stream(test) };
}

async function* stream(examples: Examples): AsyncGenerator<Example> {
  yield* typeof examples === "function" ? examples() : examples;
}
