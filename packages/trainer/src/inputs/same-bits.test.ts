import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import {
  bytePairs,
  categorical,
  characters,
  dates,
  encodeBatch,
  image,
  numeric,
  text,
  words,
  type EncodedBatch,
  type FittedInput,
  type InputSpec,
} from "@polyhead/spec";
import { beforeAll, expect, test } from "vitest";
import type { Rows, RowValues } from "../data/rows.ts";
import { inputKind } from "./input-kinds.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const texts = [
  "Fly to Zürich, 10.30 — now!",
  "fly\tto  東京 🛫",
  "",
  "cafe\u0301 caf\u00e9 fly",
  "a\ud800\0b fly",
];
const pixels = Array.from({ length: 4 }, (_, at) =>
  Uint8Array.from({ length: 12 }, (__, value) => (at * 83 + value * 47) % 256),
);

const cases: readonly [string, InputSpec, readonly unknown[]][] = [
  [
    "numbers",
    numeric({ columns: ["a", "b"], missing: "mean" }),
    [[-0, 1e-45], [0.1, 3.4e38], { b: 1 / 3, a: 2 ** 24 + 1 }, [5e-324, -7]],
  ],
  [
    "gaps",
    numeric({ columns: ["a", "b"], missing: "mean" }),
    [[null, 1], ["", Number.NaN], { b: 3 }, [7, 0.1]],
  ],
  [
    "values",
    categorical({ columns: ["job", "code"] }),
    [["clerk", 1], ["naïve 🧵", "1"], { job: "\uFFFF" }, [null, true], ["clerk", ""]],
  ],
  [
    "dates",
    dates({ columns: ["at", "to"] }),
    [
      ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00+00:01"],
      [new Date(-1), "2000"],
      [null, "2024-02-29"],
    ],
  ],
  ["bytes of a picture", image({ height: 2, width: 2 }), pixels],
  [
    "floats of a picture",
    image({ height: 2, width: 2 }),
    pixels.map((bytes) => Float32Array.from(bytes, (byte) => byte / 3)),
  ],
  [
    "grey pictures with alpha",
    image({ height: 2, width: 2, channels: 1 }),
    pixels.map((bytes) => ({
      data: Uint8Array.from({ length: 16 }, (_, at) => bytes[at % 12]!),
      width: 2,
      height: 2,
      channels: 4,
    })),
  ],
  ["words", text({ tokens: words({ minCount: 1 }) }), texts],
  [
    "words that are parted",
    text({ tokens: words({ split: "spaces", minCount: 1, lowercase: false }) }),
    [["New York", "to"], ["to"], []],
  ],
  ["characters", text({ tokens: characters() }), texts],
  ["byte pairs", text({ tokens: bytePairs({ size: 270 }), maxLength: 20 }), texts],
];

test.each(cases)("%s: the network gets the bits that serving encodes", async (_, spec, values) => {
  const column = inputKind(spec).column(spec, "row");
  const rows = together(values.map((value) => column.row(value)));
  const fit = column.fit(spec);
  fit.add(rows);
  const fitted = fit.finish();
  const tensor = column.tensor(fitted, rows);
  const [data, length = 0] = [await tensor.data(), tensor.shape[1]];
  expect(bits(Array.from(data))).toEqual(bits(served(fitted, values, length)));
});

/** As serving encodes it; standardized as the trainer does, or padded to its length. */
function served(spec: FittedInput, values: readonly unknown[], length: number): number[] {
  const batch = encodeBatch(spec, "row", values.length);
  for (const [index, value] of values.entries()) batch.set(index, value);
  const { data, dims } = batch.finish();
  if (!("normalizer" in spec)) return padded({ data, dims }, length);
  const { mean, std } = spec.normalizer;
  return Array.from(data, (value, at) => {
    const feature = at % mean.length;
    return Math.fround((value - mean[feature]!) * (1 / std[feature]!));
  });
}

function padded({ data, dims: [count = 0, width = 0] }: EncodedBatch, length: number): number[] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (__, at) => (at < width ? (data[row * width + at] ?? 0) : 0)),
  ).flat();
}

function bits(values: readonly number[]): number[] {
  return [...new Uint32Array(Float32Array.from(values).buffer)];
}

function together(rows: readonly RowValues[]): Rows {
  const values = rows.flatMap((row) => [...row]);
  const kept = rows[0] instanceof Uint8Array ? Uint8Array.from(values) : Float64Array.from(values);
  let end = 0;
  return {
    count: rows.length,
    values: kept,
    starts: Uint32Array.of(0, ...rows.map((row) => (end += row.length))),
  };
}
