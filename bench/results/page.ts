import { metricLabel } from "@polyhead/spec";
import { spread, type Spread } from "@polyhead/trainer";
import type { Origin, Results } from "./results-file.ts";
import { benchmarks, methods, seeds, sharings, type Benchmark } from "./setting.ts";
import { comparedMetrics, summarize, type Summary } from "./summary.ts";

const TITLES: Readonly<Record<Benchmark["name"], string>> = {
  shapes: "Shapes",
  cifar10: "CIFAR-10",
};
const ABOUT: Readonly<Record<Benchmark["name"], string>> = {
  shapes:
    "Drawn pictures of one shape, four tasks of it: which shape, which color, how large, how far it is turned.",
  cifar10: "The first pictures of CIFAR-10, two tasks: the class and the colorfulness of the picture.",
};

const REFUSED =
  "\n\n¹ The towers of soft sharing have no variable in common, whose gradients these methods could look at.";

/** The page of results, Markdown, of what is in the file. */
export function resultsPage(results: Results): string {
  return `${[head(results.origin), ...benchmarks.map((benchmark) => section(benchmark, results))].join("\n\n")}\n`;
}

function head({ budget, engine, processor, node }: Origin): string {
  const { train, validation, test, epochs, batchSize, filters, dense, shapesSide, learningRate } = budget;
  const rates = benchmarks.map(({ name }) => `${learningRate[name]} on ${TITLES[name]}`);
  return `# Results

<!-- Written by \`node bench/results.ts\` from bench/results/results.jsonl. -->

${sharings.length} ways of sharing a trunk by ${methods.length} balancing methods, on two data sets, against a model for each task alone. Everything is
trained with the same budget and nothing is tuned to a method: this compares defaults on small data and short training, and says
little about large ones.

- **Data**: ${train} training, ${validation} validation and ${test} test pictures; ${shapesSide} × ${shapesSide} on Shapes, 32 × 32 on CIFAR-10.
- **Network**: \`cnn({ filters: [${filters.join(", ")}], dense: ${dense} })\`, shared as each row says, with the defaults of that way of sharing.
- **Training**: ${epochs} epochs in batches of ${batchSize}, Adam at a constant rate, ${rates.join(" and ")}; the best epoch is chosen on validation by
  the mean of accuracies and R², metrics are of the test pictures.
- **Figures** are the mean ± standard deviation over ${seeds.length} seeds (of first weights, order, and which pictures are validation). Differences
  within that spread say nothing.
- **Δm** is the mean over tasks of how much better a model does than the single-task models do on average, in percent of these, by
  accuracy for classes and mean absolute error for numbers; above 0 is better than a model for each task. Those have a whole trunk for
  their task, as many epochs, and a best epoch of their own: together they are hard to beat with so little training.
- **ms a step** is a training step of ${batchSize} pictures with everything around it, on an otherwise idle machine, on one thread.
- **Machine**: ${processor}, ${engine}, Node ${node}.

\`node bench/results.ts\` computes what the file of results lacks, which takes an hour or two of one core in all, and writes this page; remove
\`bench/results/results.jsonl\` to compute everything anew, and set \`POLYHEAD_CIFAR10\` to the directory of CIFAR-10's binary version where
it is on disk already.`;
}

function section(benchmark: Benchmark, results: Results): string {
  const { name } = benchmark;
  const all = summarize(benchmark, results);
  const alone = all.filter(({ task }) => task !== undefined);
  const shared = all.filter(({ task }) => task === undefined);
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
  const rows = shared.map((one) => row(one, benchmark, best));
  return `## ${TITLES[name]}

${ABOUT[name]}

![Δm by way of sharing and balancing method](results-${name}.svg)

${table(["sharing", "balancing", ...columnNames(benchmark), "Δm, %", "ms a step", "parameters"], [single, ...rows])}

Mean Δm over methods: ${means(shared, sharings, ({ sharing }) => sharing)}.
Mean Δm over ways of sharing without soft: ${means(
    shared.filter(({ sharing }) => sharing !== "soft"),
    methods,
    ({ balancing }) => balancing,
  )}.${shared.some(({ refused }) => refused !== undefined) ? REFUSED : ""}`;
}

function row(summary: Summary, benchmark: Benchmark, best: number): string[] {
  const tasks = Object.keys(benchmark.tasks);
  const { sharing, balancing, metrics, delta, milliseconds, parameters, refused } = summary;
  if (refused !== undefined) return [sharing, balancing, ...tasks.map(() => ""), "refused ¹", "", ""];
  const missing = summary.seeds === 0 ? "not run" : figure(delta, 1);
  const figures = tasks.map((task) => figure(metrics[task], placesOf(benchmark, task)));
  const few =
    summary.seeds > 0 && summary.seeds < seeds.length ? `, ${summary.seeds} of ${seeds.length}` : "";
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

/** By name, the best first; of what is there. */
function means(
  summaries: readonly Summary[],
  names: readonly string[],
  nameOf: (summary: Summary) => string,
): string {
  const entries = names.flatMap((name) => {
    const deltas = summaries.flatMap((one) => (nameOf(one) === name && one.delta ? [one.delta.mean] : []));
    return deltas.length === 0 ? [] : [{ name, mean: spread(deltas) }];
  });
  const sorted = entries.toSorted((one, other) => other.mean.mean - one.mean.mean);
  return sorted.map(({ name, mean }) => `${name} ${figure({ mean: mean.mean }, 1)}`).join(", ");
}

/** The first two columns are names, the others numbers; padded as the formatter does. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((cells) => cells[at]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]): string =>
    line(cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))));
  const rule = widths.map((width, at) => (at < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [padded(head), line(rule), ...rows.map(padded)].join("\n");
}

function figure(value: Spread | undefined, places: number): string {
  if (value === undefined) return "";
  const text = value.mean.toFixed(places).replace("-", "−");
  return value.std === undefined ? text : `${text} ± ${value.std.toFixed(places)}`;
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
