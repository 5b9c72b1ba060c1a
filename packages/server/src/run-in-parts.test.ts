import { load, type Model, type RawTensor } from "@polyhead/runtime";
import { expect, test } from "vitest";
import { otherTypes, readsText, table } from "./fixture/models.ts";
import { runInParts } from "./run-in-parts.ts";

/** The model, and how many examples it was asked for at a time. */
function counted(model: Model): { readonly model: Model; readonly runs: readonly unknown[] } {
  const runs: unknown[] = [];
  const run = (feeds: Record<string, RawTensor>): Promise<Record<string, RawTensor>> => {
    runs.push(Object.values(feeds)[0]?.dims[0]);
    return model.run(feeds);
  };
  return { model: Object.create(model, { run: { value: run } }) as Model, runs };
}

const ints = (dims: readonly number[]): RawTensor => {
  const count = dims.reduce((product, size) => product * size, 1);
  return { data: Int32Array.from({ length: count }, (_, index) => index % 3), dims };
};

test("600 examples run in three parts, and give what they give at once", async () => {
  await using text = await load(readsText(), { device: "cpu" });
  const { model, runs } = counted(text);
  const query = ints([600, 4]);
  const { sum } = await runInParts(model, { query });
  expect(runs).toEqual([256, 256, 88]);
  expect(sum).toEqual((await text.run({ query }))["sum"]);
  expect(sum?.data.slice(254, 258)).toEqual(Float32Array.of(5, 3, 4, 5));
});

test("several inputs are parted alike; few examples, and models that say nothing of batches, run at once", async () => {
  await using rows = await load(table(), { device: "cpu" });
  const { model, runs } = counted(rows);
  const start = { data: Float32Array.from({ length: 300 }, (_, index) => index), dims: [300, 1] };
  const { year } = await runInParts(model, { person: ints([300, 2]), start });
  expect(runs).toEqual([256, 44]);
  expect(year).toEqual({ data: start.data, dims: [300] });
  await runInParts(model, { person: ints([2, 2]), start: { data: new Float32Array(2), dims: [2, 1] } });
  expect(runs).toEqual([256, 44, 2]);
  await using foreign = await load(otherTypes(), { device: "cpu" });
  const one = counted(foreign);
  await runInParts(one.model, {
    count: { data: new BigInt64Array(300), dims: [300] },
    ratio: { data: new Float32Array(300).fill(1), dims: [300] },
  });
  expect(one.runs).toEqual([300]);
});

test("what does not fit is told as it was sent", async () => {
  await using rows = await load(table(), { device: "cpu" });
  const start = { data: new Float32Array(300), dims: [300, 1] };
  await expect(runInParts(rows, { person: ints([300, 3]), start })).rejects.toThrow("received [300, 3]");
  await expect(runInParts(rows, { start })).rejects.toThrow('"person" should be given');
});
