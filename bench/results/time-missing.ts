import { median } from "../median.ts";
import { memory, train, type FixedSource } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendResult, readResults, sameCombination } from "./results-file.ts";
import { benchmarks, budget, combinationsOf, configOf, readData, type Combination } from "./setting.ts";

/** Steps in an epoch, and how many epochs are timed after one that compiles. */
const [STEPS, EPOCHS] = [10, 3];

/** Times the training steps that the file of results lacks; only on a machine that does nothing else. */
export async function timeMissing(cifarDirectory: string | undefined): Promise<void> {
  const { timed = [], trained = [] } = (await readResults()) ?? {};
  for (const benchmark of benchmarks) {
    const refused = trained.filter((one) => one.refused !== undefined);
    const missing = combinationsOf(benchmark).filter(
      (one) => ![...timed, ...refused].some((other) => sameCombination(one, other)),
    );
    if (missing.length === 0) continue;
    const data = await someSteps(await readData(benchmark, cifarDirectory));
    for (const combination of missing) {
      const milliseconds = await timeOne(combination, data);
      await appendResult({ ...combination, milliseconds });
      console.log(
        `${benchmark.name} ${combination.task ?? combination.sharing} ${combination.balancing}: ${milliseconds} ms a step`,
      );
    }
  }
}

async function someSteps(source: FixedSource): Promise<FixedSource> {
  const examples = await Array.fromAsync(source.train());
  return memory({ train: examples.slice(0, STEPS * budget.batchSize) });
}

/** The median of the epochs. */
async function timeOne(combination: Combination, data: FixedSource): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-results-"));
  try {
    const config = configOf(combination, data, 0, 1 + EPOCHS);
    const training = { ...config.training, validationSplit: 0 };
    const { model, history } = await train({ ...config, training }, { directory, backend: "onnxruntime" });
    model.dispose();
    const seconds = history.slice(1).map((epoch) => epoch.seconds);
    return Number(((1000 * median(seconds)) / STEPS).toPrecision(4));
  } finally {
    await rm(directory, { recursive: true });
  }
}
