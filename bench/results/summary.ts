// T tasks, S seeds
import { deltaM, spread, type DeltaM, type Spread } from "@polyhead/trainer";
import { sameCombination, type Results, type Trained } from "./results-file.ts";
import { combinationsOf, type Benchmark, type Combination } from "./setting.ts";

type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What is known of a combination, over its seeds. */
export interface Summary extends Combination {
  /** finished */
  readonly seeds: number;
  /** by task, of the metric that Δm compares */
  readonly metrics: Readonly<Record<string, Spread>>;
  /** Δm in percent against the mean of the single-task models; absent where those are not finished, or for one of them */
  readonly delta?: Spread;
  readonly parameters?: number;
  readonly milliseconds?: number;
  readonly refused?: string;
}

/** Every combination of a data set, in the order of the setting. */
export function summarize(benchmark: Benchmark, results: Results): readonly Summary[] {
  const alone = singleTaskMetrics(benchmark, results);
  return combinationsOf(benchmark).map((combination) => {
    const runs = runsOf(results, combination);
    const [first] = runs;
    const finished = runs.flatMap(({ metrics }): Metrics[] => (metrics === undefined ? [] : [metrics]));
    const timed = results.timed.find((one) => sameCombination(one, combination));
    return {
      ...combination,
      seeds: finished.length,
      metrics: finished.length === 0 ? {} : spreads(benchmark, finished),
      ...deltaOf(benchmark, combination, finished, alone),
      ...(first?.parameters !== undefined && { parameters: first.parameters }),
      ...(first?.refused !== undefined && { refused: first.refused }),
      ...(timed && { milliseconds: timed.milliseconds }),
    };
  });
}

/** What Δm compares, by task. */
export function comparedMetrics({ tasks }: Benchmark): DeltaM["tasks"] {
  return deltaM({ tasks }, {}, [0], [{}]).tasks;
}

function deltaOf(
  { tasks }: Benchmark,
  { task }: Combination,
  finished: readonly Metrics[],
  alone: Metrics | undefined,
): Pick<Summary, "delta"> {
  if (task !== undefined || alone === undefined || finished.length === 0) return {};
  const deltas = finished.map(
    (metrics) => deltaM({ tasks }, metrics, [0], [alone]).average?.mean ?? Number.NaN,
  );
  return { delta: spread(deltas) };
}

/** The means over seeds of the models for one task, by task; absent where one has none. */
function singleTaskMetrics(benchmark: Benchmark, results: Results): Metrics | undefined {
  const models = combinationsOf(benchmark).filter(({ task }) => task !== undefined);
  const means = models.flatMap((model): [string, Record<string, number>][] => {
    const { task = "" } = model;
    const runs = runsOf(results, model).map(({ metrics }) => metrics![task]!);
    const mean = (name: string): number => spread(runs.map((run) => run[name]!)).mean;
    const names = Object.keys(runs[0] ?? {});
    return names.length === 0 ? [] : [[task, Object.fromEntries(names.map((name) => [name, mean(name)]))]];
  });
  return means.length === models.length ? Object.fromEntries(means) : undefined;
}

function runsOf({ trained }: Results, combination: Combination): readonly Trained[] {
  return trained.filter((run) => sameCombination(run, combination));
}

function spreads(benchmark: Benchmark, finished: readonly Metrics[]): Record<string, Spread> {
  const compared = Object.entries(comparedMetrics(benchmark)).filter(([task]) => task in finished[0]!);
  return Object.fromEntries(
    compared.map(([task, { metric }]) => [task, spread(finished.map((metrics) => metrics[task]![metric]!))]),
  );
}
