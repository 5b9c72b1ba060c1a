import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { presentBaselines } from "./baseline-presenter.ts";

const metrics = { validation: { size: { r2: 0.75 } } };
const record = (epoch: number): EpochRecord => ({
  epoch,
  steps: 2,
  seconds: 1.5,
  examplesPerSecond: 10,
  learningRate: 0.001,
  objective: 1,
  losses: {},
  weights: {},
  metrics,
  average: {},
});
const start: TrainingEvent = {
  type: "start",
  directory: "runs/1",
  parameters: 1,
  examples: { train: 9 },
  labels: { train: {}, validation: {}, test: {} },
  epochs: 9,
  steps: 2,
  metrics: { size: "r2" },
};

test("baselines have a line each and one with their best epoch, and tell engine and data once", async () => {
  const stream = new PassThrough();
  const present = presentBaselines(stream);
  const place = { type: "baseline", count: 3, seed: 7 } as const;
  present({ ...place, index: 1, task: "label", state: "finished before" });
  for (const [index, task] of [
    [2, "size"],
    [3, "angle"],
  ] as const) {
    present({ ...place, index, task, state: "new" });
    const choice = { name: "wasm", description: "1 thread", passedOver: [] } as const;
    present({ type: "training", event: { type: "engine", choice } });
    present({ type: "training", event: { type: "reading", source: "shapes" } });
    const events: TrainingEvent[] = [
      start,
      { type: "epoch", record: record(1), best: true },
      { type: "epoch", record: record(2), best: false },
      { type: "stopped", epoch: 2, best: 1 },
    ];
    for (const event of events) present({ type: "training", event });
  }
  stream.end();
  expect((await text(stream)).split("\n")).toEqual([
    "1/3 label, seed 7  finished before",
    "2/3 size, seed 7",
    "engine  wasm (1 thread)",
    "data    reading shapes",
    "        best epoch 1 of 9  size R² 0.750  3.0 s",
    "3/3 angle, seed 7",
    "        best epoch 1 of 9  size R² 0.750  3.0 s",
    "",
  ]);
});
