import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { classification, numeric, tagging, text, words, type Example } from "@polyhead/spec";
import {
  architectures,
  biLstm,
  defineModel,
  memory,
  textCnn,
  train,
  transformer,
  wordBag,
  type SharingKind,
  type Trunk,
} from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import "../browser/matcher.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-texts-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const examples: readonly Example[] = Array.from({ length: 12 }, (_, index) => ({
  inputs: { query: ["fly", "to", ...Array<string>((index % 3) + 1).fill("rome"), "now"], price: [index] },
  labels: {
    intent: index % 2 === 0 ? "ask" : "buy",
    slots: ["O", "O", "B-city", ...Array<string>(index % 3).fill("I-city"), "O"],
  },
}));

/** Trains three steps, exports, and predicts a short text alone and beside a long one. */
async function predicted(
  name: string,
  trunk: Trunk,
  sharing: SharingKind,
  insight: boolean,
): Promise<Readonly<Record<"alone" | "beside", readonly unknown[]>>> {
  const config = defineModel({
    name: "travel",
    inputs: {
      query: text({ tokens: words({ minCount: 1 }), maxLength: 12 }),
      price: numeric({ columns: ["euro"] }),
    },
    tasks: { intent: classification({ classes: ["ask", "buy"] }), slots: tagging({ entities: ["city"] }) },
    trunk,
    sharing: architectures[sharing](),
    data: memory({ train: examples }),
    training: { epochs: 1, batchSize: 4, validationSplit: 0, insight },
  });
  const directory = join(root, name);
  const { model, summary } = await train(config, { directory });
  const path = join(directory, "travel.onnx");
  await exportModel({ model, spec: summary.spec, path, lengths: [1, 5, 12] });
  await using file = await load<typeof config>(path, { device: "cpu" });
  const short = { query: "fly to Rome", price: [3] };
  const long = { query: "fly now rome ? now now now now now now", price: [1] };
  const [beside] = await file.predictBatch([short, long]);
  return { alone: [await file.predict(short)], beside: [beside] };
}

const shortWords = { slots: { words: [{ text: "fly" }, { text: "to" }, { text: "Rome" }] } };

test.each(Object.keys(architectures) as SharingKind[])("texts shared by %s", async (sharing) => {
  const trunk = textCnn({ embedding: 4, filters: [5], kernel: 3 });
  const { alone, beside } = await predicted(sharing, trunk, sharing, false);
  expect(alone).toPredictLike(beside);
  expect(alone).toMatchObject([shortWords]);
});

test.each([
  ["biLstm", biLstm({ embedding: 4, units: [3] })],
  ["transformer", transformer({ embedding: 8, layers: 2, heads: 2 })],
  ["wordBag", wordBag({ embedding: 4, units: [3] })],
])("texts read by %s", async (name, trunk) => {
  const { alone, beside } = await predicted(name, trunk, "hard", true);
  expect(alone).toPredictLike(beside);
  expect(alone).toMatchObject([shortWords]);
});
