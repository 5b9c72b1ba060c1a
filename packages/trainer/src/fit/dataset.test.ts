import { classification, image, numeric, PolyheadError, regression, type Example } from "@polyhead/spec";
import { describe, expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { evenRows } from "../data/rows.ts";
import { allPlaces } from "../data/row-set.ts";
import { readDataset, type Dataset } from "./dataset.ts";

const shape = {
  inputs: { picture: image({ height: 1, width: 2, channels: 1 }), row: numeric({ columns: ["a", "b"] }) },
  tasks: { label: classification({ classes: ["no", "yes"] }), size: regression() },
};
const good: Example = {
  inputs: { picture: Uint8Array.of(7, 9), row: [1.5, -2] },
  labels: { label: "yes", size: 3 },
};
const read = (...examples: Example[]): Promise<Dataset> =>
  readDataset(shape, memory({ train: examples }).train(), "training");

test("encodes inputs by row and labels as numbers; bytes stay bytes", async () => {
  const named = {
    ...good,
    inputs: { ...good.inputs, row: { b: 4, a: 3 } },
    labels: { label: "no", size: -1 },
  };
  const dataset = await read(good, named);
  expect(dataset).toMatchObject({ count: 2, labelled: { label: 2, size: 2 } });
  const { inputs, labels } = await dataset.read(allPlaces(dataset.count));
  expect(inputs).toEqual({
    picture: evenRows(Uint8Array.of(7, 9, 7, 9), 2),
    row: evenRows(Float32Array.of(1.5, -2, 3, 4), 2),
  });
  expect(labels).toEqual({
    label: evenRows(Float64Array.of(1, 0), 1),
    size: evenRows(Float64Array.of(3, -1), 1),
  });
});

test("keeps every value when a picture of floats comes among bytes", async () => {
  const floats = { ...good, inputs: { ...good.inputs, picture: Float32Array.of(0.5, 254.5) } };
  const { inputs } = await (await read(good, floats, good)).read(Uint32Array.of(2, 1, 0));
  expect(inputs["picture"]).toEqual(evenRows(Float32Array.of(7, 9, 0.5, 254.5, 7, 9), 2));
});

test("a label that is missing is kept as NaN, and counted", async () => {
  const { inputs } = good;
  const dataset = await read(
    good,
    { inputs, labels: { label: "no" } },
    { inputs, labels: { label: "", size: null } },
  );
  expect(dataset.labelled).toEqual({ label: 2, size: 1 });
  const { labels } = await dataset.read(allPlaces(dataset.count));
  expect(labels["label"]?.values).toEqual(Float64Array.of(1, 0, Number.NaN));
  expect(labels["size"]?.values).toEqual(Float64Array.of(3, Number.NaN, Number.NaN));
});

test("an example that says where it is from is blamed by that", async () => {
  const { inputs } = good;
  const wrong = { inputs, labels: { label: "maybe" }, place: "people.csv, row 7" };
  await expect(read(wrong)).rejects.toThrow('people.csv, row 7: Label "maybe" of task "label"');
});

test("grows past its first buffer", async () => {
  const many = Array.from({ length: 150 }, (_, size) => ({ ...good, labels: { label: "no", size } }));
  expect(await read(...many)).toMatchObject({ count: 150 });
});

describe("says which example is wrong, and how", () => {
  const { inputs, labels } = good;
  const cases: [string, Example, string][] = [
    ["an unknown class", { inputs, labels: { ...labels, label: "maybe" } }, 'Label "maybe" of task "label"'],
    [
      "a label that is not a number",
      { inputs, labels: { ...labels, size: "3" } },
      'task "size" should be a finite number',
    ],
    ["a missing input", { inputs: { row: [1, 2] }, labels }, 'the input "picture" is missing; there is row.'],
    ["NaN in a column", { inputs: { ...inputs, row: [1, Number.NaN] }, labels }, 'column "b" is NaN'],
    [
      "a picture of another size",
      { inputs: { ...inputs, picture: Uint8Array.of(1, 2, 3) }, labels },
      "2×1 pixels",
    ],
  ];
  test.each(cases)("%s", async (_, example, message) => {
    const failure = await read(good, example).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PolyheadError);
    expect(failure).toMatchObject({ code: "data-invalid", details: { split: "training", example: 1 } });
    expect(String(failure)).toContain("Example 1 of the training split");
    expect(String(failure)).toContain(message);
  });
});

test("an abort ends a long reading", async () => {
  const examples = memory({ train: Array.from({ length: 1000 }, () => good) });
  await expect(readDataset(shape, examples.train(), "training", AbortSignal.abort())).rejects.toMatchObject({
    code: "interrupted",
  });
});

test("an empty split is refused", async () => {
  await expect(read()).rejects.toThrow("The training split should have at least one example");
});
