import {
  binary,
  classification,
  count,
  multiLabel,
  ordinal,
  regression,
  tagging,
  type BinaryTask,
  type CountTask,
  type MultiLabelTask,
  type OrdinalTask,
  type Prediction,
  type Predictions,
  type RegressionPrediction,
  type TaskSpec,
} from "@polyhead/spec";
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

  test("each kind of task has predictions of its own", () => {
    type Of<T extends TaskSpec> = Prediction<T>;
    expectTypeOf<Of<BinaryTask<"sick", "well">>["class"]>().toEqualTypeOf<"sick" | "well">();
    expectTypeOf<Of<MultiLabelTask<"a" | "b">>["labels"]>().toEqualTypeOf<readonly ("a" | "b")[]>();
    expectTypeOf<Of<OrdinalTask<"low" | "high">>["level"]>().toEqualTypeOf<"low" | "high">();
    expectTypeOf<Of<CountTask>["rate"]>().toEqualTypeOf<number>();
  });

  test("tasks that are declared keep their names in predictions", () => {
    const kinds = {
      plain: binary(),
      named: binary({ positive: "sick", negative: "well", classWeights: "balanced" }),
      label: classification({ classes: ["a", "b"], focalGamma: 2 }),
      tags: multiLabel({ labels: ["x", "y"] }),
      grade: ordinal({ levels: ["low", "high"] }),
      visits: count(),
      slots: tagging({ entities: ["city"] }),
    };
    type Of = Predictions<{ inputs: (typeof smallShape)["inputs"]; tasks: typeof kinds }>;
    expectTypeOf<Of["plain"]["class"]>().toEqualTypeOf<"yes" | "no">();
    expectTypeOf<Of["named"]["class"]>().toEqualTypeOf<"sick" | "well">();
    expectTypeOf<Of["label"]["class"]>().toEqualTypeOf<"a" | "b">();
    expectTypeOf<keyof Of["tags"]["probabilities"]>().toEqualTypeOf<"x" | "y">();
    expectTypeOf<Of["grade"]["level"]>().toEqualTypeOf<"low" | "high">();
    expectTypeOf<Of["visits"]>().toEqualTypeOf<{ readonly rate: number }>();
    expectTypeOf<Of["slots"]["entities"][number]["type"]>().toEqualTypeOf<"city">();
    expectTypeOf<Of["slots"]["words"][number]["tag"]>().toEqualTypeOf<"O" | "B-city" | "I-city">();
    // @ts-expect-error: a count tells a rate, no class
    expectTypeOf<Of["visits"]["class"]>().toBeUnknown();
    // @ts-expect-error: the task has no such label
    expectTypeOf<Of["tags"]["probabilities"]["z"]>().toBeUnknown();
  });

  test("a regression's prediction follows its loss and its names", () => {
    const kinds = {
      one: regression({ unit: "m" }),
      spread: regression({ loss: "gaussian", unit: "m" }),
      range: regression({ loss: "quantile" }),
      two: regression({ names: ["x", "y"] }),
      both: regression({ names: ["x", "y"], loss: "gaussian" }),
    };
    type Of = Predictions<{ inputs: (typeof smallShape)["inputs"]; tasks: typeof kinds }>;
    expectTypeOf<Of["one"]>().toEqualTypeOf<RegressionPrediction>();
    expectTypeOf<Of["spread"]["deviation"]>().toEqualTypeOf<number>();
    expectTypeOf<Of["range"]["quantiles"]>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<keyof Of["two"]["values"]>().toEqualTypeOf<"x" | "y">();
    expectTypeOf<Of["both"]["values"]["y"]["deviation"]>().toEqualTypeOf<number>();
    // @ts-expect-error: a squared error tells no deviation
    expectTypeOf<Of["one"]["deviation"]>().toBeUnknown();
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
