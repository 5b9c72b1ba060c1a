import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { evaluateSplits, tagged, train } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import example from "polyhead-example-atis";
import { realData } from "./real-data.ts";

const data = realData("atis");

/** One epoch of queries cut short in ordinary runs; all of it with POLYHEAD_FULL=1, with the levels that it must reach. */
const full = process.env["POLYHEAD_FULL"] === "1";
const { text } = example.inputs;
const levels = full
  ? { text, training: {}, intent: 0.95, slots: 0.94, allRight: 0.82 }
  : { text: { ...text, maxLength: 16 }, training: { epochs: 1 }, intent: 0.75, slots: 0.4, allRight: 0.15 };

describe.skipIf(data === undefined)("ATIS, from the exported file", () => {
  test("intent, slots and whole queries are as right as they should be on the test split", async () => {
    const directory = await mkdtemp(join(tmpdir(), "polyhead-atis-"));
    try {
      const split = (name: string): string => join(data ?? "", name);
      const source = tagged({
        train: [split("train"), split("dev")],
        test: split("test"),
        rename: { "seq.in": "text", "seq.out": "slots", label: "intent" },
      });
      const training = { ...example.training, ...levels.training };
      const config = { ...example, inputs: { text: levels.text }, data: source, training };
      const { model, summary } = await train(config, { directory });
      const path = join(directory, "atis.onnx");
      await exportModel({ model, spec: summary.spec, path });
      await using exported = await load(path, { device: "cpu" });
      const measured = { spec: summary.spec, config, model: path, splits: ["test"] as const };
      const { splits } = await evaluateSplits(measured, async ({ examples }) => {
        const outputs = await exported.predictRaw(examples.map(({ inputs }) => inputs as { text: string }));
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { data: values }]) => [name, values as Float32Array]),
        );
      });
      const intent = splits.test?.tasks["intent"]?.metrics["accuracy"];
      const slots = splits.test?.tasks["slots"]?.metrics["f1"];
      const allRight = splits.test?.allRight;
      console.log(`ATIS test split: intent ${intent}, slots F1 ${slots}, all right ${allRight}`);
      expect(intent).toBeGreaterThanOrEqual(levels.intent);
      expect(slots).toBeGreaterThanOrEqual(levels.slots);
      expect(allRight).toBeGreaterThanOrEqual(levels.allRight);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 1_800_000);
});
