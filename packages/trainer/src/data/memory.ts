import { PolyheadError, type Example } from "@polyhead/spec";
import type { FixedSource } from "./source.ts";

/** Examples one after another, now or in time. */
type Stream = Iterable<Example> | AsyncIterable<Example>;

/** Examples that can be gone through again and again, or what starts to give them anew each time that it is called. */
type Examples = Stream | (() => Stream);

/**
 * Examples that are already in memory, or that something of yours gives: a list, an async iterable such as a database's
 * cursor that can be gone through again, or a function that starts one, `memory({ train: async function* () { … } })`. They
 * are read once before training, and again where something is measured. `test` is absent where it is not given.
 *
 * @throws PolyheadError `config-invalid`, also for what can be gone through once only, such as a running generator
 */
export function memory(options: { train: Examples; test?: Examples }): FixedSource {
  const { train, test } = options;
  check("train", train);
  const source: FixedSource = { name: "memory", train: () => stream(train) };
  if (test === undefined) return source;
  check("test", test);
  return { ...source, test: () => stream(test) };
}

async function* stream(examples: Examples): AsyncGenerator<Example> {
  yield* typeof examples === "function" ? examples() : examples;
}

function check(split: string, examples: unknown): void {
  if (typeof examples === "function") return;
  const isObject = typeof examples === "object" && examples !== null;
  const goesOnce = isObject && "next" in examples;
  if (isObject && !goesOnce && (Symbol.iterator in examples || Symbol.asyncIterator in examples)) return;
  const received = goesOnce ? "a running iterator, which is used up by then" : String(examples);
  throw new PolyheadError(
    "config-invalid",
    `memory(): \`${split}\` should be a list of examples, or an (async) iterable or a function that gives them from the beginning each time; received ${received}.`,
    { details: { split } },
  );
}
