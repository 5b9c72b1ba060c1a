import "@tensorflow/tfjs-backend-cpu";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { inputRange } from "./input-range.ts";
import { call } from "../testing/models.ts";

const indices = { center: [2], reach: [2], integers: true };

it("is from −1 to 1 where nothing else is known", () => {
  const x = input({ shape: [3] });
  call(layers.dense({ units: 2 }), x);
  expect(inputRange(x)).toEqual({ center: [0], reach: [1] });
});

it.each([
  ["an embedding", () => layers.embedding({ inputDim: 5, outputDim: 2 })],
  ["a category encoding", () => layers.categoryEncoding({ numTokens: 5, outputMode: "multiHot" })],
])("is indices before %s", (_, layer) => {
  const x = input({ shape: [3] });
  call(layer(), x);
  expect(inputRange(x)).toEqual(indices);
});

it("is indices where a nested model takes them, and for that input alone", () => {
  const nested = (): SymbolicTensor[] => {
    const [words, rest] = [input({ shape: [3] }), input({ shape: [3] })];
    const embedded = call(layers.embedding({ inputDim: 5, outputDim: 2 }), words);
    const flat = call(layers.flatten(), embedded);
    const inner = model({ inputs: [rest, words], outputs: call(layers.concatenate(), flat, rest) });
    const outer = [input({ shape: [3] }), input({ shape: [3] })];
    call(inner, ...outer);
    return outer;
  };
  expect(nested().map(inputRange)).toEqual([{ center: [0], reach: [1] }, indices]);
});
