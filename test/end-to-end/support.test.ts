import { exportModel } from "@polyhead/exporter";
import { load, type Predictions } from "@polyhead/runtime";
import {
  bytePairs,
  characters,
  encodeBatch,
  fitText,
  text,
  textPieces,
  words,
  type FittedText,
} from "@polyhead/spec";
import { train } from "@polyhead/trainer";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import example from "polyhead-example-support";
import { openBrowser, predictInBrowser, type BrowserSession } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

type Config = typeof example;

const epochs = 3;
const queries = [
  "my oak desk from order #48213 has not arrived what a mess",
  "lovely service when will order #10001 get here ?",
  "I WAS charged €12.50 twice for the steel kettle",
  " ",
  "Cafe\u0301 Zu\u0308rich \ud800 🛫 東京 İstanbul ǅ",
  ["see above", "send", "the", "lamp", "back"],
];

let directory: string;
let path: string;
let predictions: readonly Predictions<Config>[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-support-"));
  path = join(directory, "support.onnx");
  const run = await train({ ...example, training: { ...example.training, epochs } }, { directory });
  const samples = { text: { data: Int32Array.of(2, 3, 4, 5, 6, 0), shape: [2, 3] } };
  await exportModel({ model: run.model, spec: run.summary.spec, path, samples, lengths: [1, 9, 30] });
  await using model = await load<Config>(path, { device: "cpu" });
  predictions = await model.predictBatch(queries.map((query) => ({ text: query })));
}, 300_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

test("strings and lists of words in, typed predictions out", () => {
  const [first, second] = predictions;
  expect(first?.topic.class).toBe("delivery");
  expect(first?.sentiment.class).toBe("angry");
  expect(first?.entities.entities.map(({ type, text: found }) => [type, found])).toEqual([
    ["product", "oak desk"],
    ["order", "#48213"],
  ]);
  const [entity] = first?.entities.entities ?? [];
  expect(queries[0]?.slice(entity?.start, entity?.end)).toBe("oak desk");
  expect(second?.sentiment.class).toBe("happy");
  expect(predictions[5]?.entities.words.map(({ text: word }) => word)).toEqual(queries[5]);
  expect(predictions[3]?.entities).toEqual({ words: [], entities: [] });
  expectTypeOf<Predictions<Config>["entities"]["entities"][number]["type"]>().toEqualTypeOf<
    "product" | "order" | "date" | "amount"
  >();
});

test("a text alone is predicted as beside longer ones", async () => {
  await using model = await load<Config>(path, { device: "cpu" });
  for (const [index, query] of queries.entries())
    expect(await model.predict({ text: query })).toPredictLike([predictions[index]]);
});

describe.skipIf(findChromium() === undefined)("in Chromium", () => {
  let session: BrowserSession;

  beforeAll(async () => {
    session = await openBrowser();
  });
  afterAll(() => session.close());

  // WebGPU in software is slow.
  test.each([
    ["wasm", queries.length],
    ["webgpu", 1],
  ] as const)("predicts on %s what Node predicts on the CPU", async (device, count) => {
    const modelBytes = new Uint8Array(await readFile(path));
    const inputs = queries.slice(0, count).map((query) => ({ text: query }));
    const result = await predictInBrowser(session, { modelBytes, device, inputs });
    expect(result.predictions).toPredictLike(predictions.slice(0, count));
  });

  test.each([
    ["words", text({ tokens: words({ minCount: 1 }) })],
    ["words between spaces", text({ tokens: words({ minCount: 1, split: "spaces" }) })],
    ["characters", text({ tokens: characters() })],
    ["byte pairs", text({ tokens: bytePairs({ size: 280 }) })],
  ])("%s become the same numbers as in Node", async (_, spec) => {
    const texts = queries.filter((query) => typeof query === "string");
    const counts = new Map<string, number>();
    for (const piece of [...texts, ...texts].flatMap((each) => textPieces(spec, each, "text")))
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
    const fitted = fitText(spec, counts);
    const given = [...texts, "ca\u00e9 café ΑΣ ﬀ \u0000 \u2028", "a\u0301\u0323", "\udc00\ud800"];
    const inPage = await session.page.evaluate(
      ([input, values]) => globalThis.polyhead.encode(input, values),
      [fitted, given] as const,
    );
    expect(inPage).toEqual(given.map((value) => encoded(fitted, value)));
  });
});

function encoded(spec: FittedText, value: string): number[] {
  const batch = encodeBatch(spec, "text", 1);
  batch.set(0, value);
  return [...batch.finish().data];
}
