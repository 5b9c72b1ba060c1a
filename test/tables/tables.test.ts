import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import {
  binary,
  categorical,
  dates,
  encodeBatch,
  numeric,
  regression,
  type Example,
  type FittedInput,
  type Inputs,
} from "@polyhead/spec";
import { defineModel, memory, mlp, mmoe, train } from "@polyhead/trainer";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, type BrowserSession } from "../browser/harness.ts";
import "../browser/matcher.ts";
import { findChromium } from "../setup/chromium.ts";

const inputs = {
  numbers: numeric({ columns: ["a", "b"], missing: "mean" }),
  words: categorical({ columns: ["job", "code"] }),
  times: dates({ columns: ["from", "to"] }),
};
const jobs = ["clerk", "naïve 🧵", "cafe\u0301", "\uFFFF", "\u{10FFFF}", ""];

const examples: Example[] = Array.from({ length: 120 }, (_, at) => ({
  inputs: {
    numbers: [at % 7 === 0 ? null : at / 10, (at % 11) * 1e30],
    words: { job: jobs[at % 6], code: at % 5 },
    times: [
      new Date(Date.UTC(1999 + (at % 40), at % 12, 1 + (at % 28), at % 24)),
      at % 4 ? "2026-02-28" : null,
    ],
  },
  labels: { size: (at % 6) + (at % 5), late: at % 12 > 5 },
}));

const config = defineModel({
  name: "table",
  inputs,
  tasks: { size: regression(), late: binary() },
  trunk: mlp({ units: [8] }),
  sharing: mmoe({ experts: 2 }),
  data: memory({ train: examples }),
  training: { epochs: 2, insight: false },
});

/** What a table may hold in the worst case, by input. */
const awkward = {
  numbers: [
    [-0, 1e-45],
    [null, -3.4e38],
    ["", Number.NaN],
    { b: 0.1 },
    [2 ** 24 + 1, 1 / 3],
    [undefined, 5e-324],
  ],
  words: [["clerk", 1], ["cafe\u0301", "1"], ["café", 1n], ["\uD83E", -0], ["\u{10FFFF}", true], { code: 4 }],
  times: [
    ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00+00:01"],
    ["0001-01-01", "9999-12-31T23:59"],
    [new Date(-1), null],
    ["2024-02-29", "2000"],
    {},
    { to: "1969-12-31 23:30-01:00" },
  ],
} as const;

describe("tables of numbers, values and dates", () => {
  let directory: string;
  let path: string;
  let fitted: Readonly<Record<string, FittedInput>>;
  let rows: readonly Inputs[];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-tables-"));
    const { model, summary } = await train(config, { directory });
    fitted = summary.spec.inputs;
    ({ path } = await exportModel({ model, spec: summary.spec, path: join(directory, "table.onnx") }));
    model.dispose();
    rows = awkward.numbers.map(
      (numbers, at) => ({ numbers, words: awkward.words[at], times: awkward.times[at] }) as never,
    );
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("a file predicts one row at a time what it predicts of all together", async () => {
    await using model = await load(path, { device: "cpu" });
    const together = await model.predictBatch(rows);
    const alone = [];
    for (const row of rows) alone.push(await model.predict(row));
    expect(alone).toPredictLike(together);
    expect(new Set(together.map(({ size }) => JSON.stringify(size))).size).toBe(rows.length);
  });

  describe.skipIf(findChromium() === undefined)("in Chromium", () => {
    let session: BrowserSession;
    beforeAll(async () => {
      session = await openBrowser({
        webgpu: false,
        script: new URL("page.ts", import.meta.url),
        global: "tables",
      });
    });
    afterAll(() => session.close());

    test.each(Object.entries(awkward))("%s have the same bits as in Node", async (name, values) => {
      const spec = fitted[name]!;
      const batch = encodeBatch(spec, "row", values.length);
      for (const [index, value] of values.entries()) batch.set(index, value);
      const { data } = batch.finish();
      const bytes = await session.page.evaluate(([of, list]) => globalThis.tables.encode(of, list), [
        spec,
        values,
      ] as const);
      expect(bytes).toEqual([...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
    });

    test("every minute of a day and every day of two years have the same bits as in Node", async () => {
      const spec = { ...dates({ columns: ["at"] }), normalizer: { mean: [], std: [] } };
      const minutes = Array.from({ length: 2200 }, (_, at) => [
        new Date(Date.UTC(2023, 0, 1 + at, 0, at)).toISOString(),
      ]);
      const batch = encodeBatch(spec, "row", minutes.length);
      for (const [index, value] of minutes.entries()) batch.set(index, value);
      const { data } = batch.finish();
      const bytes = await session.page.evaluate(([of, list]) => globalThis.tables.encode(of, list), [
        spec,
        minutes,
      ] as const);
      expect(Buffer.compare(Buffer.from(bytes), Buffer.from(data.buffer))).toBe(0);
    });

    test("predictions are those of Node", async () => {
      await using model = await load(path, { device: "cpu" });
      const url = session.serve("/table.onnx", new Uint8Array(await readFile(path)));
      const predictions = await session.page.evaluate(
        ([file, list]) => globalThis.tables.predict(file, list),
        [url, rows] as const,
      );
      expect(predictions).toPredictLike(await model.predictBatch(rows));
    });
  });
});
