import { categorical, dates, image, numeric, type ModelShape } from "@polyhead/spec";
import { expect, test } from "vitest";
import { readExamples } from "./read-examples.ts";

const age = numeric({ columns: ["age"] });
const job = categorical({ columns: ["job", "town"] });

async function read(inputs: ModelShape["inputs"], json: unknown): Promise<unknown[]> {
  const examples = await readExamples({ inputs }, [], JSON.stringify(json));
  return examples.map((example) => example.inputs);
}

test("what is by input stays so", async () => {
  const example = { person: { age: 3 }, work: { job: "clerk", town: null } };
  expect(await read({ person: age, work: job }, example)).toEqual([example]);
  expect(await read({ person: age }, { person: [3] })).toEqual([{ person: [3] }]);
  expect(await read({ photo: image({ height: 1, width: 1 }) }, { photo: "a.png" })).toEqual([
    { photo: "a.png" },
  ]);
});

test("the value of the only input may stand alone, a row as a list, too", async () => {
  expect(await read({ person: age }, { age: 3 })).toEqual([{ person: { age: 3 } }]);
  expect(await read({ work: job }, ["clerk", null])).toEqual([{ work: ["clerk", null] }]);
  expect(await read({ work: job }, [["clerk", 1], { job: "cook" }])).toEqual([
    { work: ["clerk", 1] },
    { work: { job: "cook" } },
  ]);
  expect(await read({ start: dates({ columns: ["day"] }) }, ["2026-11-24"])).toEqual([
    { start: ["2026-11-24"] },
  ]);
});

test("a column may have the name of its input", async () => {
  expect(await read({ age }, { age: 3 })).toEqual([{ age: { age: 3 } }]);
  expect(await read({ job }, { job: "clerk" })).toEqual([{ job: { job: "clerk" } }]);
  expect(await read({ job }, { job: { town: "x" } })).toEqual([{ job: { town: "x" } }]);
});

test("a row's columns go to the inputs that have them", async () => {
  const inputs = { person: age, work: job, photo: image({ height: 1, width: 1 }) };
  expect(await read(inputs, { age: 3, town: "x", photo: "a.png" })).toEqual([
    { person: { age: 3 }, work: { town: "x" }, photo: "a.png" },
  ]);
  expect(await read({ age, job }, [{ age: 3, job: "clerk" }])).toEqual([
    { age: { age: 3 }, job: { job: "clerk" } },
  ]);
});

test("what is neither is left to the model to refuse, and a column that no input has is named", async () => {
  const inputs = { person: age, work: job };
  expect(await read(inputs, { jobs: "clerk" })).toEqual([{ jobs: "clerk" }]);
  expect(await read(inputs, { age: 3, person: [3] })).toEqual([{ age: 3, person: [3] }]);
  await expect(read(inputs, { age: 3, jobs: "clerk" })).rejects.toThrow('"jobs" is none of them');
});
