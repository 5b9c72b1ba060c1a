import { PolyheadError } from "@polyhead/spec";
import { chooseBackend, train, type FixedSource } from "@polyhead/trainer";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { appendResult, readResults, sameCombination, startResults, type Trained } from "./results-file.ts";
import { benchmarkOf, benchmarks, budget, combinationsOf, configOf, readData } from "./setting.ts";
import type { Combination } from "./setting.ts";

/**
 * Trains what the file of results lacks, seed by seed, and adds it.
 *
 * @param dataset only what is of it, so that two processes can share the work
 */
export async function trainMissing(cifarDirectory: string | undefined, dataset?: string): Promise<void> {
  const { name, description } = await chooseBackend({ prefer: "onnxruntime" });
  const [processor] = cpus();
  const before = await readResults();
  if (before === undefined)
    await startResults({
      budget,
      engine: `${name} (${description})`,
      processor: processor?.model ?? "unknown",
      node: process.versions.node,
    });
  const chosen = benchmarks.filter(({ name }) => dataset === undefined || name === dataset);
  const all = chosen.flatMap((benchmark) =>
    benchmark.seeds.flatMap((seed) => combinationsOf(benchmark).map((one) => ({ combination: one, seed }))),
  );
  const missing = all.filter(
    ({ combination, seed }) =>
      before?.trained.some((done) => done.seed === seed && sameCombination(done, combination)) !== true,
  );
  const data = new Map<string, FixedSource>();
  for (const [index, { combination, seed }] of missing.entries()) {
    const { dataset, sharing, balancing, task } = combination;
    if (!data.has(dataset)) data.set(dataset, await readData(benchmarkOf(combination), cifarDirectory));
    const result = await trainOne(combination, data.get(dataset)!, seed);
    await appendResult(result);
    const what = task === undefined ? `${sharing} ${balancing}` : `${task} alone`;
    const outcome = result.refused ?? JSON.stringify(result.metrics);
    console.log(`${index + 1} of ${missing.length}: ${dataset} ${what}, seed ${seed}: ${outcome}`);
  }
}

async function trainOne(combination: Combination, data: FixedSource, seed: number): Promise<Trained> {
  const directory = await mkdtemp(join(tmpdir(), "polyhead-results-"));
  try {
    const config = configOf(combination, data, seed, budget.epochs);
    const { model, summary } = await train(config, { directory, backend: "onnxruntime" });
    const { bestEpoch, parameters } = summary;
    model.dispose();
    return { ...combination, seed, bestEpoch, parameters, metrics: rounded(summary.metrics["test"] ?? {}) };
  } catch (error) {
    const expected = ["config-invalid", "training-diverged"];
    if (!(error instanceof PolyheadError) || !expected.includes(error.code)) throw error;
    return { ...combination, seed, refused: error.message };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function rounded(metrics: NonNullable<Trained["metrics"]>): NonNullable<Trained["metrics"]> {
  const round = (values: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toPrecision(6))]));
  return Object.fromEntries(Object.entries(metrics).map(([task, values]) => [task, round(values)]));
}
