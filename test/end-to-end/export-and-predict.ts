import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { train, type ModelConfig } from "@polyhead/trainer";
import type { Example, Inputs, Prediction } from "@polyhead/spec";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a file predicts for the examples of its config's test split. */
export interface TestPredictions {
  readonly examples: readonly Example[];
  readonly predictions: readonly Readonly<Record<string, Prediction>>[];
}

/** Trains a config, exports the model, and predicts the test split with the file, in Node on the CPU. */
export async function exportAndPredict(config: ModelConfig): Promise<TestPredictions> {
  const directory = await mkdtemp(join(tmpdir(), `polyhead-${config.name}-`));
  try {
    const { model, summary } = await train(config, { directory });
    const path = join(directory, "model.onnx");
    await exportModel({ model, spec: summary.spec, path });
    model.dispose();
    await using loaded = await load(path, { device: "cpu" });
    const examples = await Array.fromAsync(config.data?.test?.(config) ?? []);
    return {
      examples,
      predictions: await loaded.predictBatch(examples.map(({ inputs }) => inputs as Inputs)),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
