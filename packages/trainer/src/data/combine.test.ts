import { numeric, regression, type Example } from "@polyhead/spec";
import { describe, expect, test } from "vitest";
import { combine, countParts } from "./combine.ts";
import { memory } from "./memory.ts";

const shape = { inputs: { x: numeric({ columns: ["a"] }) }, tasks: { y: regression(), z: regression() } };
const examples = (count: number, task: string): Example[] =>
  Array.from({ length: count }, (_, index) => ({ inputs: { x: [index] }, labels: { [task]: index } }));
const ys = memory({ train: examples(3, "y"), test: examples(1, "y") });
const zs = memory({ train: examples(2, "z") });

describe("combined sources", () => {
  const source = combine({ ys, zs }, { sampling: "uniform" });

  test("give their examples one source after another, each with where it is from", async () => {
    const all = await Array.fromAsync(source.train(shape));
    expect(all.map(({ labels }) => Object.keys(labels)[0])).toEqual(["y", "y", "y", "z", "z"]);
    expect(all.map(({ place }) => place)).toEqual([
      "Example 0 of ys",
      "Example 1 of ys",
      "Example 2 of ys",
      "Example 0 of zs",
      "Example 1 of zs",
    ]);
    expect(await countParts(source, shape)).toEqual([3, 2]);
  });

  test("have the test splits that there are", async () => {
    expect(await Array.fromAsync(source.test!(shape))).toHaveLength(1);
    expect(combine({ zs })).not.toHaveProperty("test");
  });

  test("have a name made of theirs", () => {
    expect(source.name).toBe("ys (memory) and zs (memory)");
  });
});

test.each([
  [(): unknown => combine({}), "should have sources"],
  [(): unknown => combine({ ys }, { sampling: "often" as "uniform" }), 'received "often"'],
  [(): unknown => combine({ ys }, { sampling: { temperature: 0 } }), 'received {"temperature":0}'],
])("refuses what is no combination", (make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: "config-invalid", message: expect.stringContaining(message) as string }),
  );
});
