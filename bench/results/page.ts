import { metricLabel } from "@polyhead/spec";
import { overview, type Section } from "./overview.ts";
import type { Origin, Results } from "./results-file.ts";
import { benchmarks, methods, sharings, type Benchmark } from "./setting.ts";
import { comparedMetrics, summarize, type Summary } from "./summary.ts";
import { figure, table } from "./table.ts";
import { TITLES } from "./titles.ts";

const ABOUT: Readonly<Record<Benchmark["name"], string>> = {
  shapes:
    "Drawn pictures of one shape, four tasks of it: which shape, which color, how large, how far it is turned.",
  cifar10: "The first pictures of CIFAR-10, two tasks: the class and the colorfulness of the picture.",
};

const REFUSED =
  "\n\n¹ The towers of soft sharing have no variable in common, whose gradients these methods could look at.";

/** The page of results, Markdown, of what is in the file. */
export function resultsPage(results: Results): string {
  const sections = benchmarks.map((benchmark) => ({ benchmark, models: summarize(benchmark, results) }));
  return `${[head(), overview(sections), ...sections.map(section), measured(results.origin)].join("\n\n")}\n`;
}

function head(): string {
  return `# Results

<!-- Written by \`node bench/results.ts\` from bench/results/results.jsonl. -->

${sharings.length} ways of sharing a trunk by ${methods.length} balancing methods, on two data sets, against a model for each task alone. Everything is
trained with the same small budget, with its defaults, and nothing is tuned to a method: this tells what the defaults do with few data and short
training, and little of what they do with more ([how it was measured](#how-it-was-measured)).

**Δm** is the mean over tasks of how much better a model does than the single-task models do on average, in percent of these, by
accuracy for classes and mean absolute error for numbers; above 0 is better than a model for each task. Those have a whole trunk for
their task, as many epochs, and a best epoch of their own: together they are hard to beat with so little training.`;
}

function section({ benchmark, models }: Section): string {
  const { name } = benchmark;
  const alone = models.filter(({ task }) => task !== undefined);
  const shared = models.filter(({ task }) => task === undefined);
  const tasks = Object.keys(benchmark.tasks);
  const best = Math.max(...shared.map(({ delta }) => delta?.mean ?? Number.NEGATIVE_INFINITY));
  const single = [
    "one each",
    "",
    ...tasks.map((task) =>
      figure(alone.find((one) => one.task === task)?.metrics[task], placesOf(benchmark, task)),
    ),
    "0",
    total(alone.map(({ milliseconds }) => milliseconds))?.toFixed(1) ?? "",
    thousands(total(alone.map(({ parameters }) => parameters))),
  ];
  const columns = ["sharing", "balancing", ...columnNames(benchmark), "Δm, %", "ms a step", "parameters"];
  return `## ${TITLES[name]}

${ABOUT[name]} Means ± standard deviations over ${benchmark.seeds.length} seeds.

![Δm by way of sharing and balancing method](results-${name}.svg)

${table(2, columns, [single, ...shared.map((one) => row(one, benchmark, best))])}${
    shared.some(({ refused }) => refused !== undefined) ? REFUSED : ""
  }`;
}

function measured({ budget, engine, processor, node }: Origin): string {
  const { train, validation, test, epochs, batchSize, filters, dense, shapesSide, learningRate } = budget;
  const rates = benchmarks.map(({ name }) => `${learningRate[name]} on ${TITLES[name]}`);
  return `## How it was measured

- **Data**: ${train} training, ${validation} validation and ${test} test pictures; ${shapesSide} × ${shapesSide} on Shapes, 32 × 32 on CIFAR-10.
- **Network**: \`cnn({ filters: [${filters.join(", ")}], dense: ${dense} })\`, shared as each row says, with the defaults of that way of sharing.
- **Training**: ${epochs} epochs in batches of ${batchSize}, Adam at a constant rate, ${rates.join(" and ")}; the best epoch is chosen on validation by
  the mean of accuracies and R², metrics are of the test pictures.
- **Seeds** are of first weights, order, and which pictures are validation. Differences within the spread say nothing.
- **ms a step** is a training step of ${batchSize} pictures with everything around it, on an otherwise idle machine, on one thread.
- **Machine**: ${processor}, ${engine}, Node ${node}.

\`node bench/results.ts\` computes what the file of results lacks, which takes an hour or two of one core in all, and writes this page; remove
\`bench/results/results.jsonl\` to compute everything anew, and set \`POLYHEAD_CIFAR10\` to the directory of CIFAR-10's binary version where
it is on disk already.`;
}

function row(summary: Summary, benchmark: Benchmark, best: number): string[] {
  const tasks = Object.keys(benchmark.tasks);
  const { sharing, balancing, metrics, delta, milliseconds, parameters, refused } = summary;
  if (refused !== undefined) return [sharing, balancing, ...tasks.map(() => ""), "refused ¹", "", ""];
  const missing = summary.seeds === 0 ? "not run" : figure(delta, 1);
  const figures = tasks.map((task) => figure(metrics[task], placesOf(benchmark, task)));
  const few =
    summary.seeds > 0 && summary.seeds < benchmark.seeds.length
      ? `, ${summary.seeds} of ${benchmark.seeds.length}`
      : "";
  const text = `${delta?.mean === best ? `**${missing}**` : missing}${few}`;
  return [sharing, balancing, ...figures, text, milliseconds?.toFixed(1) ?? "", thousands(parameters)];
}

/** Accuracies are below 1, errors in a unit above it. */
function placesOf({ tasks }: Benchmark, task: string): number {
  return tasks[task]!.kind === "classification" ? 3 : 2;
}

function columnNames(benchmark: Benchmark): string[] {
  const compared = comparedMetrics(benchmark);
  return Object.entries(benchmark.tasks).map(([task, spec]) => {
    const { metric, higherIsBetter } = compared[task]!;
    const unit = spec.kind === "regression" ? spec.unit : undefined;
    return `${task}: ${metricLabel(metric, unit)} ${higherIsBetter ? "↑" : "↓"}`;
  });
}

function total(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}

function thousands(count: number | undefined): string {
  return count === undefined ? "" : `${Math.round(count / 1000)} k`;
}
