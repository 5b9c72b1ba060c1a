import type { Prediction } from "@polyhead/spec";
import { describe, expectTypeOf, test } from "vitest";
import type { smallShape } from "./fixture/small-model.ts";
import { load, type Model } from "./node.ts";

type Small = Model<typeof smallShape>;
type SmallInputs = Parameters<Small["predict"]>[0];
type SmallPredictions = Awaited<ReturnType<Small["predict"]>>;

// Checked by the compiler; nothing here runs a model.
describe("types follow the config", () => {
  test("predictions are typed by task", () => {
    expectTypeOf(load<typeof smallShape>).returns.resolves.toEqualTypeOf<Small>();
    expectTypeOf<SmallPredictions["colour"]["class"]>().toEqualTypeOf<"red" | "green" | "blue">();
    expectTypeOf<SmallPredictions["colour"]["probabilities"]["red"]>().toEqualTypeOf<number>();
    expectTypeOf<SmallPredictions["size"]["value"]>().toEqualTypeOf<number>();
    expectTypeOf<keyof SmallPredictions>().toEqualTypeOf<"colour" | "size">();
    expectTypeOf<Awaited<ReturnType<Small["predictBatch"]>>>().toEqualTypeOf<SmallPredictions[]>();
  });

  test("wrong task, class and input names do not compile", () => {
    // @ts-expect-error: there is no such task
    expectTypeOf<SmallPredictions["shade"]>().toBeUnknown();
    // @ts-expect-error: there is no such class
    expectTypeOf<SmallPredictions["colour"]["probabilities"]["purple"]>().toBeUnknown();
    expectTypeOf<{ picture: Uint8Array; box: { width: number; height: number } }>().toExtend<SmallInputs>();
    expectTypeOf<{ picture: Uint8Array }>().not.toExtend<SmallInputs>();
    expectTypeOf<{
      picture: Uint8Array;
      box: { width: number; depth: number };
    }>().not.toExtend<SmallInputs>();
    expectTypeOf<{ picture: number; box: [1, 2] }>().not.toExtend<SmallInputs>();
  });

  test("a model loaded without a config is open", () => {
    expectTypeOf<Awaited<ReturnType<Model["predict"]>>>().toEqualTypeOf<{
      readonly [task: string]: Prediction;
    }>();
  });
});
