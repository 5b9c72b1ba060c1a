import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { presentBaselines } from "./baseline-presenter.ts";

test("baselines have a line each, and tell engine and data once", async () => {
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
    present({ type: "training", event: { type: "stopped", epoch: 3, best: 1 } });
  }
  stream.end();
  expect((await text(stream)).split("\n")).toEqual([
    "1/3 label, seed 7  finished before",
    "2/3 size, seed 7",
    "engine  wasm (1 thread)",
    "data    reading shapes",
    "stopped after epoch 3: none was better since epoch 1",
    "3/3 angle, seed 7",
    "stopped after epoch 3: none was better since epoch 1",
    "",
  ]);
});
