import { classification, numeric, regression, type ModelShape } from "@polyhead/spec";
import { expect, test } from "vitest";
import { jsonl } from "./jsonl.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const shape: ModelShape = {
  inputs: { row: numeric({ columns: ["age", "pay"] }) },
  tasks: { job: classification({ classes: ["nurse", "3"] }), stay: regression() },
};

async function read(content: string): Promise<unknown[]> {
  await using folder = await temporaryFolder();
  const train = await folder.write("rows.jsonl", content);
  return await Array.fromAsync(jsonl({ train }).train(shape));
}

test("a line is an example; a key that it lacks, and null, are no value", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write(
    "rows.jsonl",
    '{"age":1,"pay":"2.5","job":"nurse","stay":7,"other":[]}\r\n\n{"age":true,"pay":2,"job":3}\n{"age":1,"pay":1,"job":null,"stay":null}',
  );
  expect(await Array.fromAsync(jsonl({ train }).train(shape))).toMatchObject([
    { inputs: { row: [1, 2.5] }, labels: { job: "nurse", stay: 7 }, place: `${train}, line 1` },
    { inputs: { row: [1, 2] }, labels: { job: "3", stay: null }, place: `${train}, line 3` },
    { inputs: { row: [1, 1] }, labels: { job: null, stay: null }, place: `${train}, line 4` },
  ]);
});

test("lines may be longer than a chunk of the file", async () => {
  const note = "x".repeat(300_000);
  const line = JSON.stringify({ age: 1, pay: 2, job: "nurse", stay: 1, note });
  expect(await read(`${line}\n${line}\n`)).toHaveLength(2);
});

test.each([
  [
    '{"age":1,"pay":2,"job":"nurse","stay":1}\n{"age":1,',
    "line 2: there should be a JSON object; it does not parse",
  ],
  ["[1,2]", "line 1: there should be a JSON object; it is [1,2]"],
  ['{"age":{},"pay":2,"job":"nurse","stay":1}', 'line 1: column "age" should hold a number; it holds {}'],
  ['{"age":1,"pay":2,"job":["nurse"],"stay":1}', 'line 1: column "job" should hold text; it holds ["nurse"]'],
  ['{"age":1,"pay":2,"stay":1}', 'should have "job"; no line has it'],
  ["\n\n", "it is empty"],
])("wrong data is an error with its place (%#)", async (content, message) => {
  await expect(read(content)).rejects.toThrow(expect.objectContaining({ code: "data-invalid" }));
  await expect(read(content)).rejects.toThrow(message);
});
