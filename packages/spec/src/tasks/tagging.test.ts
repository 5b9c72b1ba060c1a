import { expect, expectTypeOf, test } from "vitest";
import { checkModelShape, type Prediction } from "../model-shape.ts";
import { characters, text } from "../inputs/text/text.ts";
import { tagging, tagsOf, tagSpans } from "./tagging.ts";

const task = tagging({ entities: ["city", "date"] });

function spans(tags: string): string[] {
  const numbers = tags.split(" ").map((tag) => tagsOf(task).findIndex((known) => known === tag));
  return tagSpans(numbers).map(({ entity, start, end }) => `${task.entities[entity]} ${start}-${end}`);
}

test.each([
  ["O B-city I-city O", ["city 1-3"]],
  ["B-city B-city I-city", ["city 0-1", "city 1-3"]],
  ["I-city I-city O I-date", ["city 0-2", "date 3-4"]],
  ["B-city I-date I-date", ["city 0-1", "date 1-3"]],
  ["B-city I-city I-date B-date", ["city 0-2", "date 2-3", "date 3-4"]],
  ["O O", []],
])("entities of %s", (tags, expected) => {
  expect(spans(tags)).toEqual(expected);
});

test("tags are O, then B and I of each entity", () => {
  expect(tagsOf(task)).toEqual(["O", "B-city", "I-city", "B-date", "I-date"]);
});

test("needs one text of words", () => {
  const shape = (inputs: Parameters<typeof checkModelShape>[1]["inputs"]) => () =>
    checkModelShape("m", { inputs, tasks: { slots: task } });
  expect(shape({ query: text() })).not.toThrow();
  expect(shape({ query: text({ tokens: characters() }) })).toThrow("one of characters");
  expect(shape({ a: text(), b: text() })).toThrow("the model has 2");
});

test("predictions are typed by the entities", () => {
  expectTypeOf<Prediction<typeof task>["entities"][number]["type"]>().toEqualTypeOf<"city" | "date">();
  expectTypeOf<Prediction<typeof task>["words"][number]["tag"]>().toEqualTypeOf<
    "O" | "B-city" | "I-city" | "B-date" | "I-date"
  >();
});
