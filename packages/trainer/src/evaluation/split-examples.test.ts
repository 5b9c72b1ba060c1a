import type { Example } from "@polyhead/spec";
import { expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { ascending } from "../data/row-set.ts";
import { holdOut } from "../fit/hold-out.ts";
import { splitExamples, type SplitExamples } from "./split-examples.ts";

const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, index) => ({ inputs: {}, labels: { y: index } }));

async function labels({ read }: SplitExamples): Promise<unknown[]> {
  return (await Array.fromAsync(read())).map((example) => example.labels["y"]);
}

const shape = { inputs: {}, tasks: {} };
const source = memory({ train: examples(3000), test: examples(7) });
const parting = { validationSplit: 0.1, seed: 3 };

test.each([undefined, { train: 2700, validation: 300, test: 7 }])(
  "parts data as a run does, whether it counted them or not",
  async (counts) => {
    const splits = await splitExamples(shape, source, { ...parting, ...(counts && { examples: counts }) });
    expect(splits.map(({ split }) => split)).toEqual(["train", "validation", "test"]);
    const { sample, validation } = holdOut([3000], 0.1, 3);
    const [train, held, test] = await Promise.all(splits.map(labels));
    expect(train).toEqual([...ascending(sample, 3000)].flatMap((lot) => [...lot]));
    expect(held).toEqual([...ascending(validation, 3000)].flatMap((lot) => [...lot]));
    expect(test).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(splits.map(({ count }) => count)).toEqual([1000, 300, counts?.test]);
  },
);

test("gives what is there, and names what is not", async () => {
  const only = memory({ train: examples(20) });
  const whole = { validationSplit: 0, seed: 0 };
  expect((await splitExamples(shape, only, whole)).map(({ split }) => split)).toEqual(["train"]);
  await expect(splitExamples(shape, only, whole, ["test"])).rejects.toMatchObject({
    code: "config-invalid",
    message: "The test split was asked for, but the data have none; there is train.",
  });
  await expect(splitExamples(shape, source, whole, ["train", "validation"])).rejects.toMatchObject({
    message: "The validation split was asked for, but `validationSplit` is 0; there is train and test.",
  });
});

test.each([
  ["training", "validation", { train: 2700, validation: 301, test: 7 }, "3001"],
  ["test", "test", { train: 2700, validation: 300, test: 8 }, "8"],
] as const)("other %s data than the run's are refused", async (named, split, counts, expected) => {
  const [part] = await splitExamples(shape, source, { ...parting, examples: counts }, [split]);
  await expect(labels(part!)).rejects.toMatchObject({
    code: "data-invalid",
    message: expect.stringContaining(`The ${named} split should have the ${expected} examples`) as string,
  });
});
