import { classification, image, numeric, regression, type FittedSpec } from "@polyhead/spec";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAdaptation } from "./adaptation.ts";

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polyhead-adaptation-"));
  const lines = Array.from({ length: 30 }, (_, at) => {
    const [sign, mood] = [at % 2 === 0 ? "yes" : "no", ["bad", "good", "so so"][at % 3]];
    return `${at},${at / 7},${sign},${mood},${at % 5},${at / 3}`;
  });
  await writeFile(file("rows.csv"), `a,b,vip,mood,stars,age\n${lines.join("\n")}\n`);
  for (const species of ["owl", "cat"]) await mkdir(join(folder, "pictures", species), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const normalizer = { mean: [0, 0], std: [1, 1] };
const numbers: FittedSpec = {
  name: "numbers",
  inputs: { pair: { ...numeric({ columns: ["a", "b"] }), normalizer } },
  tasks: { age: { ...regression(), normalizer: { mean: [0], std: [1] } } },
};
const pictures: FittedSpec = {
  name: "pictures",
  inputs: {
    photo: { ...image({ height: 8, width: 8 }), normalizer: { mean: [0, 0, 0], std: [1, 1, 1] } },
  },
  tasks: { day: classification({ classes: ["yes", "no"] }) },
};
const flags = { trunkRate: 0 };

test.each([
  ["vip", { kind: "binary", positive: "yes", negative: "no" }],
  ["mood", { kind: "classification", classes: ["bad", "good", "so so"] }],
  ["stars", { kind: "classification", classes: ["0", "1", "2", "3", "4"] }],
])("what kind of task %s is, its values tell", async (task, kind) => {
  const { tasks } = await readAdaptation(file("rows.csv"), numbers, { ...flags, task });
  expect(tasks).toEqual({ [task]: kind });
});

test("flags say otherwise", async () => {
  const read = async (given: object): Promise<unknown> =>
    (await readAdaptation(file("rows.csv"), numbers, { ...flags, ...given })).tasks;
  expect(await read({ task: "stars", kind: "count" })).toEqual({ stars: { kind: "count" } });
  expect(await read({ task: "stars", kind: "regression" })).toEqual({ stars: regression() });
  const classes = ["no", "yes", "maybe"];
  expect(await read({ task: "vip", classes })).toEqual({ vip: classification({ classes }) });
});

test("a regression has its unit, which nothing else has; classes are of tasks of classes", async () => {
  const read = (given: object): Promise<unknown> =>
    readAdaptation(file("rows.csv"), numbers, { ...flags, ...given });
  const years = { task: "stars", kind: "regression", unit: "years" };
  expect(await read(years)).toMatchObject({ tasks: { stars: regression({ unit: "years" }) } });
  await expect(read({ task: "vip", unit: "years" })).rejects.toThrow("--unit is for a regression");
  await expect(read({ task: "stars", kind: "count", classes: ["1", "2"] })).rejects.toThrow(
    "--classes is for tasks of classes; the new task is a count",
  );
});

test("labels of old tasks are read where their weights are tuned", async () => {
  const labels = async (trunkRate: number): Promise<unknown> => {
    const { tasks, data } = await readAdaptation(file("rows.csv"), numbers, { task: "vip", trunkRate });
    const shape = { inputs: numbers.inputs, tasks: { ...numbers.tasks, ...tasks } };
    for await (const example of data?.train(shape) ?? []) return example.labels;
    return undefined;
  };
  expect(await labels(0)).toEqual({ vip: "yes" });
  expect(await labels(0.1)).toEqual({ vip: "yes", age: 0 });
});

test("the classes of a folder of pictures are its folders", async () => {
  const { tasks } = await readAdaptation(file("pictures"), pictures, { ...flags, task: "species" });
  expect(tasks).toEqual({ species: classification({ classes: ["cat", "owl"] }) });
});

test.each([
  ["rows.csv", {}, "--task should name the new task"],
  ["rows.csv", { task: "colour" }, 'a, b, vip, mood, stars, age. Received "colour"'],
  ["rows.csv", { task: "age" }, "does not have; it has age"],
  ["rows.csv", { task: "a" }, 'the model reads "a" already'],
  ["more.config.ts", { kind: "count" as const }, "--kind describes a task of a file of rows"],
  ["pictures", { task: "species" }, "this one reads pair"],
])("what does not go together is refused: %s %j", async (data, given, message) => {
  await expect(readAdaptation(file(data), numbers, { ...flags, ...given })).rejects.toThrow(message);
});
