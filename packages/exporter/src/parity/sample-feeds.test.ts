import { describe, expect, it } from "vitest";
import { sampleFeeds } from "./sample-feeds.ts";

const inputs = [
  { name: "image", shape: [2, 2, 1], center: [0], reach: [1] },
  { name: "table", shape: [2], center: [0], reach: [1] },
];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("sampleFeeds", () => {
  it("cuts samples into batches of at most 64, in order", () => {
    const feeds = sampleFeeds(inputs, { image: numbers(70 * 4), table: Float64Array.from(numbers(70 * 2)) });
    expect(feeds.map(({ image, table }) => [image?.shape, table?.shape])).toEqual([
      [
        [64, 2, 2, 1],
        [64, 2],
      ],
      [
        [6, 2, 2, 1],
        [6, 2],
      ],
    ]);
    expect(feeds[1]?.["table"]?.data[0]).toBe(64 * 2);
  });

  it.each([
    ["half an example", { image: numbers(6), table: numbers(3) }],
    ["different counts", { image: numbers(8), table: numbers(2) }],
    ["a missing input", { image: numbers(8) }],
    ["an unknown input", { image: numbers(4), table: numbers(2), other: numbers(1) }],
  ])("refuses %s", (_, samples) => {
    expect(() => sampleFeeds(inputs, samples)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });

  it("takes inputs of open length with their shape", () => {
    const words = { name: "words", shape: [null, 2], center: [0], reach: [1] };
    const feeds = sampleFeeds([words], { words: { data: numbers(70 * 3 * 2), shape: [70, 3, 2] } });
    expect(feeds.map(({ words }) => words?.shape)).toEqual([
      [64, 3, 2],
      [6, 3, 2],
    ]);
    expect(feeds[1]?.["words"]?.data[0]).toBe(64 * 6);
    const message = /"words" \(`{ data, shape: \[examples, any length, 2\] }`\)/;
    expect(() => sampleFeeds([words], { words: numbers(6) })).toThrow(message);
    expect(() => sampleFeeds([words], { words: { data: numbers(6), shape: [1, 2, 3] } })).toThrow(message);
    expect(() => sampleFeeds([words], { words: { data: numbers(6), shape: [1, 4, 2] } })).toThrow(message);
  });
});
