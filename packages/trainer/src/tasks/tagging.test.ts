import "@tensorflow/tfjs-backend-cpu";
import { tagging, text, words, type Example, type ModelShape } from "@polyhead/spec";
import { setBackend, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { readDataset } from "../fit/dataset.ts";
import { taggingKind } from "./tagging.ts";

const task = tagging({ entities: ["city", "date"] });
const shape: ModelShape = {
  inputs: { query: text({ tokens: words({ split: "spaces" }), maxLength: 3 }) },
  tasks: { slots: task },
};

beforeAll(async () => {
  await setBackend("cpu");
});

test("labels are lists of tags, or tags between spaces; null is a tag that is not known", () => {
  expect(taggingKind.encodeLabel(task, "O B-city  I-city", "slots")).toEqual([0, 1, 2]);
  expect(taggingKind.encodeLabel(task, ["I-date", null, "O"], "slots")).toEqual([4, Number.NaN, 0]);
  expect(() => taggingKind.encodeLabel(task, "O B-town", "slots")).toThrow(
    'Tag "B-town" of task "slots" should be O, or B- or I- with one of its 2 entities: city, date.',
  );
});

async function read(query: string | readonly string[], slots: string): Promise<unknown> {
  const examples: readonly Example[] = [{ inputs: { query }, labels: { slots }, place: "a.txt, line 7" }];
  return readDataset(shape, examples, "training").then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
}

test("there must be a tag for each word, with the place where there is not", async () => {
  expect(await read("to new york", "O B-city I-city")).toBeUndefined();
  expect(await read(["to", "new york"], "O B-city")).toBeUndefined();
  expect(await read("to new york at noon", "O B-city I-city O O")).toBeUndefined();
  expect(await read("to new york", "O B-city")).toMatch(
    /^a\.txt, line 7: Label of task "slots" should have a tag for each word of "query", 3; it has 2\./u,
  );
});

test("the loss is the cross-entropy of words that have a tag; padding and unknown tags weigh nothing", () => {
  tidy(() => {
    const labels = {
      count: 2,
      values: Float64Array.of(1, Number.NaN, 0),
      starts: Uint32Array.of(0, 2, 3),
    };
    const { values, weights } = taggingKind.targets(task, labels, false, 3);
    expect(weights?.arraySync()).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
    const logits = tensor3d(
      Array.from({ length: 30 }, (_, at) => (at % 5 === 1 ? Math.log(4) : 0)),
      [2, 3, 5],
    );
    const losses = taggingKind.losses(task, logits, values).arraySync() as number[][];
    expect(losses[0]?.[0]).toBeCloseTo(Math.log(2), 5); // 4 of 4 + 1 + 1 + 1 + 1
    expect(losses[1]?.[0]).toBeCloseTo(Math.log(8), 5);
  });
});
