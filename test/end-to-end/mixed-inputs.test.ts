import { exportModel } from "@polyhead/exporter";
import { load, type Model } from "@polyhead/runtime";
import { serve, type RunningServer } from "@polyhead/server";
import {
  binary,
  categorical,
  classification,
  count,
  dates,
  multiLabel,
  numeric,
  ordinal,
  regression,
  tagging,
  text,
  words,
  type Example,
  type Inputs,
} from "@polyhead/spec";
import { biLstm, defineModel, memory, train } from "@polyhead/trainer";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, predictInBrowser } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

const vocabulary = ["fly", "to", "rome", "now", "paris", "on", "monday"];
const cities = new Set(["rome", "paris"]);
const longest = 12;

const examples: readonly Example[] = Array.from({ length: 48 }, (_, at) => {
  const query = Array.from({ length: 1 + (at % 9) }, (__, word) => vocabulary[(7 * at + 3 * word) % 7] ?? "");
  return {
    inputs: {
      query,
      size: [at % 5 === 0 ? null : at, at / 2],
      person: [at % 3 === 0 ? "clerk" : "cook", at % 2 === 0],
      start: [`2026-01-${String(1 + (at % 28)).padStart(2, "0")}`],
    },
    labels: {
      sick: at % 2 === 0,
      side: ["left", "middle", "right"][at % 3] ?? "",
      tags: [at % 2, at % 5 === 0 ? null : (at >> 1) % 2],
      grade: ["poor", "fair", "good"][at % 3] ?? "",
      visits: at % 6,
      height: at,
      price: 3 * at,
      wind: [at, -at],
      slots: query.map((word) => (cities.has(word) ? "B-city" : "O")),
    },
  };
});

const config = defineModel({
  name: "everything",
  inputs: {
    query: text({ tokens: words({ minCount: 1 }), maxLength: longest }),
    size: numeric({ columns: ["width", "depth"], missing: "mean" }),
    person: categorical({ columns: ["job", "member"] }),
    start: dates({ columns: ["day"] }),
  },
  tasks: {
    sick: binary({ positive: "sick", negative: "well" }),
    side: classification({ classes: ["left", "middle", "right"] }),
    tags: multiLabel({ labels: ["low", "near"] }),
    grade: ordinal({ levels: ["poor", "fair", "good"] }),
    visits: count(),
    height: regression({ unit: "m" }),
    price: regression({ loss: "quantile" }),
    wind: regression({ names: ["east", "north"], loss: "gaussian" }),
    slots: tagging({ entities: ["city"] }),
  },
  trunk: biLstm({ embedding: 6, units: [5] }),
  data: memory({ train: examples }),
  training: { epochs: 1, batchSize: 16, validationSplit: 0, insight: false },
});

type Everything = Inputs<typeof config>;

const row = { size: [3, null], person: ["cook", true], start: ["2026-11-29"] } as const;
/** Texts as they may come, and how many words are read of each. */
const odd: readonly (readonly [query: string | readonly string[], read: number])[] = [
  ["fly to Rome", 3],
  ["", 0],
  [" \n\t", 0],
  [[], 0],
  ["rome", 1],
  [Array<string>(1000).fill("paris now").join(" "), longest],
  ["never seen ŧħïş", 3],
  ["to 🇮🇹, now!", 6],
  ["\uD800 lone \uDC00", 3],
  [["New York", "", "now"], 3],
];
const asked: readonly Everything[] = odd.map(([query]) => ({ query, ...row }));

describe("a model of texts and tables, and every kind of task", () => {
  let directory: string;
  let path: string;
  let model: Model<typeof config>;
  let alone: Awaited<ReturnType<typeof model.predict>>[];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-mixed-"));
    const run = await train(config, { directory });
    path = join(directory, "everything.onnx");
    await exportModel({ model: run.model, spec: run.summary.spec, path });
    run.model.dispose();
    model = await load<typeof config>(path, { device: "cpu" });
    alone = await Promise.all(asked.map((inputs) => model.predict(inputs)));
  });
  afterAll(async () => {
    await model.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  test("reads odd texts, and no more of a long one than it was trained to", async () => {
    expect(alone.map(({ slots }) => slots.words.length)).toEqual(odd.map(([, read]) => read));
    expect(alone.map(({ side }) => side.class)).toEqual(alone.map(() => expect.any(String) as string));
    const cut = Array<string>(longest / 2)
      .fill("paris now")
      .join(" ");
    const { slots, ...others } = await model.predict({ query: cut, ...row });
    expect(alone[5]).toMatchObject({ ...others, slots: { words: slots.words } });
  });

  test("predicts the same beside longer texts, whatever the size of the batch", async () => {
    expect(await model.predictBatch(asked)).toPredictLike(alone);
    expect(await model.predictBatch(asked, { batchSize: 3 })).toPredictLike(alone);
  });

  test.each([
    [{ query: null }, 'Input "query" should be a text or a list of words; received null.'],
    [{ query: ["a", 1] }, 'Input "query" should be a text or a list of words; received a list.'],
    [{ query: undefined }, "received undefined"],
    [{ size: [Number.POSITIVE_INFINITY, 1] }, 'finite numbers; column "width" is Infinity'],
    [{ size: ["3", 1] }, 'column "width" is "3"'],
    [{ size: { width: 1, height: 2 } }, '"height" is not one of them'],
    [{ person: [{}, 1] }, 'column "job" is [object Object]'],
    [{ start: ["2026-02-30"] }, 'column "day" is "2026-02-30"'],
    [{ more: 1 }, '"more" is not one of them'],
  ])("says what is wrong with %j", async (change, message) => {
    const inputs = [asked[0], { ...asked[0], ...change }] as unknown as Everything[];
    await expect(model.predictBatch(inputs)).rejects.toMatchObject({
      code: "input-invalid",
      message: expect.stringContaining(`Example 1: `) as string,
    });
    await expect(model.predict(inputs[1] as Everything)).rejects.toThrow(message);
  });

  test.skipIf(findChromium() === undefined)("Chromium predicts the same on WebAssembly", async () => {
    await using session = await openBrowser({ webgpu: false });
    // Lone surrogates do not travel to the page.
    const kept = asked.filter((_, at) => at !== 8);
    const result = await predictInBrowser(session, {
      modelBytes: await readFile(path),
      device: "wasm",
      inputs: kept,
    });
    expect(result.predictions).toPredictLike(alone.filter((_, at) => at !== 8));
  });

  describe("over HTTP", () => {
    let server: RunningServer;
    beforeAll(async () => {
      server = await serve({ models: { everything: model }, port: 0 });
    });
    afterAll(() => server.close());

    const strings = asked.filter(({ query }) => typeof query === "string");

    async function infer(rows: readonly Everything[]): Promise<unknown> {
      const shape = (columns: number): number[] => [rows.length, columns];
      const inputs = [
        { name: "query", datatype: "BYTES", shape: [rows.length], data: rows.map(({ query }) => query) },
        { name: "size", datatype: "FP32", shape: shape(2), data: rows.map(() => row.size) },
        { name: "person", datatype: "BYTES", shape: shape(2), data: rows.map(() => ["cook", "true"]) },
        { name: "start", datatype: "BYTES", shape: shape(1), data: rows.map(() => row.start) },
      ];
      const response = await fetch(`${server.url}/v2/models/everything/infer`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs }),
      });
      const { outputs } = (await response.json()) as {
        outputs: { name: string; shape: number[]; data: number[] }[];
      };
      return Object.fromEntries(outputs.map(({ name, shape: dims, data }) => [name, { data, dims }]));
    }

    async function raw(rows: readonly Everything[]): Promise<unknown> {
      const outputs = Object.entries(await model.predictRaw(rows));
      return Object.fromEntries(
        outputs.map(([name, { data, dims }]) => [name, { data: [...(data as Float32Array)], dims }]),
      );
    }

    test("texts and rows of a table, null for a missing number, have the very outputs that they have here", async () => {
      expect(await infer(strings)).toEqual(await raw(strings));
    });

    test("many requests at once have what each has alone", async () => {
      const answers = await Promise.all(strings.map((inputs) => infer([inputs])));
      expect(answers).toEqual(await Promise.all(strings.map((inputs) => raw([inputs]))));
    });
  });
});
