import { numeric, regression, type Example } from "@polyhead/spec";
import { expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { ascending } from "../data/row-set.ts";
import { defineModel, type ModelConfig } from "../model/define-model.ts";
import { mlp } from "../model/trunks/mlp.ts";
import { heldOut } from "./held-out.ts";
import { holdOut } from "./hold-out.ts";

const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, index) => ({ inputs: { x: [index] }, labels: { y: index } }));

function config(parts: Partial<ModelConfig>): ModelConfig {
  return defineModel({
    name: "rows",
    inputs: { x: numeric({ columns: ["a"] }) },
    tasks: { y: regression() },
    trunk: mlp(),
    ...parts,
  });
}

async function labels(from: AsyncIterable<Example>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const example of from) all.push(example.labels["y"]);
  return all;
}

test("a test split is what is held out", async () => {
  const source = heldOut(config({ data: memory({ train: examples(30), test: examples(3) }) }));
  expect(await labels(source.test())).toEqual([0, 1, 2]);
  expect(await labels(source.train())).toHaveLength(30);
});

test("without one, it is the rows that a run validates on", async () => {
  const source = heldOut(
    config({ data: memory({ train: examples(40) }), training: { validationSplit: 0.25, seed: 3 } }),
  );
  const rows = holdOut([40], 0.25, 3);
  expect(await labels(source.test())).toEqual([...ascending(rows.validation, 40)].flatMap((lot) => [...lot]));
  expect(await labels(source.train())).toEqual([...ascending(rows.train, 40)].flatMap((lot) => [...lot]));
});

test.each([
  [{}, "should have `data`"],
  [{ data: memory({ train: examples(40) }), training: { validationSplit: 0 } }, "should hold examples out"],
])("nothing held out is refused", (parts, message) => {
  expect(() => heldOut(config(parts))).toThrow(
    expect.objectContaining({ code: "config-invalid", message: expect.stringContaining(message) as string }),
  );
});
