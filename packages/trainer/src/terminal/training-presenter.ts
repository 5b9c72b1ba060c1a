import { performance } from "node:perf_hooks";
import { styleText } from "node:util";
import type { EpochRecord, Split } from "../fit/epoch-record.ts";
import { incompleteLabels } from "../fit/label-counts.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { metricLabel } from "@polyhead/spec";
import stringWidth from "string-width";
import { skippedLines } from "./skipped-lines.ts";
import { listMetrics } from "../tasks/task-kinds.ts";
import { progressBar, type ProgressBar } from "./progress.ts";

/** Milliseconds between two lines inside an epoch where there is no terminal. */
export const LINE_INTERVAL = 10_000;

/** Of a task in a line that has many. */
const LONGEST_NAME = 12;

const BEST = "  best";

type Start = Extract<TrainingEvent, { type: "start" }>;

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Shows a run to a person: the engine and why each better one was passed over, a progress bar in a terminal and plain
 * lines elsewhere, and one line an epoch.
 *
 * @param stream default standard error
 * @returns the `onEvent` of `train`
 */
export function presentTraining(stream: Output = process.stderr): (event: TrainingEvent) => void {
  const style = (format: "bold" | "dim" | "green" | "yellow", text: string): string =>
    styleText(format, text, { stream });
  const line = (text: string): void => void stream.write(`${text}\n`);
  let start: Pick<Start, "epochs" | "steps" | "metrics"> = { epochs: 0, steps: 0, metrics: {} };
  let label = "";
  let bar: ProgressBar | undefined;
  let lastLine = performance.now();

  function step({ epoch, step: at, means }: Extract<TrainingEvent, { type: "step" }>): void {
    const loss = `loss ${means.objective.toFixed(3)}`;
    if (stream.isTTY === true) {
      bar ??= progressBar({
        total: start.steps,
        label: `epoch ${epoch}/${start.epochs}`,
        stream,
        transient: true,
      });
      bar.update(at, loss);
    } else if (performance.now() - lastLine > LINE_INTERVAL) {
      line(`epoch ${epoch}/${start.epochs}  step ${at}/${start.steps}  ${loss}`);
      lastLine = performance.now();
    }
  }

  function endEpoch(): void {
    bar?.stop();
    bar = undefined;
    lastLine = performance.now();
  }

  return (event) => {
    switch (event.type) {
      case "engine":
        line(`${style("bold", "engine")}  ${event.choice.name} (${event.choice.description})`);
        for (const { name, reason } of event.choice.passedOver)
          line(style("dim", `        not ${name}: ${reason}`));
        return;
      case "reading":
        line(`${style("bold", "data")}    reading ${event.source}`);
        return;
      case "skipped":
        for (const text of skippedLines(event.rows)) line(style("yellow", text));
        return;
      case "start":
        start = event;
        line(`${style("bold", label.padEnd(8))}${counts(event.examples)}`);
        for (const [name, { train }] of Object.entries(event.sources ?? {}))
          line(`        ${name}: ${train.toLocaleString("en")} train`);
        if (event.epochs > 0) {
          for (const task of incompleteLabels(event.labels.train, event.examples["train"] ?? 0))
            line(`        labels: ${task}`);
          line(`${style("bold", "metrics")} ${scale(event)}`);
        }
        line(
          `${style("bold", "model")}   ${event.parameters.toLocaleString("en")} parameters → ${event.directory}`,
        );
        return;
      case "damaged":
        line(style("yellow", `damaged ${event.directory}: ${event.reason}; trying the one before`));
        return;
      case "fitting":
        label = "data";
        line(`${style("bold", "head")}    ${event.task}: finding its weights`);
        return;
      case "head":
        line(`        ${headLine(event)}`);
        return;
      case "resumed":
        line(
          `${style("bold", "resume")}  ${event.directory}, epoch ${event.epoch}, after ${event.done.toLocaleString("en")} examples`,
        );
        return;
      case "step":
        step(event);
        return;
      case "epoch":
        endEpoch();
        line(epochLine(event.record, start, widthOf(stream)) + (event.best ? style("green", BEST) : ""));
        return;
      case "stopped":
        line(style("dim", `stopped after epoch ${event.epoch}: none was better since epoch ${event.best}`));
        return;
      case "interrupted":
        endEpoch();
        line(style("yellow", `interrupted in epoch ${event.epoch}: saving`));
    }
  };
}

function headLine({ examples, strength, folds }: Extract<TrainingEvent, { type: "head" }>): string {
  const how = folds === 0 ? "too few to choose it" : `chosen by ${folds}-fold cross-validation`;
  return `${examples.toLocaleString("en")} examples, penalty ${strength} (${how})`;
}

function counts(examples: Readonly<Record<string, number>>): string {
  return Object.entries(examples)
    .filter(([, count]) => count > 0)
    .map(([split, count]) => `${count.toLocaleString("en")} ${split}`)
    .join(", ");
}

function scale({ examples: { validation = 0 }, metrics }: Start): string {
  return `${listMetrics(metrics)} on ${validation > 0 ? "validation" : "a sample of the training split"}: 1 is perfect`;
}

/** Columns of a terminal; elsewhere lines may be of any length. */
function widthOf({ isTTY, columns = 80 }: Output): number {
  return isTTY === true ? columns : Number.POSITIVE_INFINITY;
}

/** Each task's primary metric alone, or, where they do not fit in a line, the tasks' average; the report has them all. */
function epochLine(
  record: EpochRecord,
  { epochs, metrics }: Pick<Start, "epochs" | "metrics">,
  width: number,
): string {
  const epoch = `epoch ${String(record.epoch).padStart(String(epochs).length)}/${epochs}`;
  const gain =
    record.deltaM === undefined
      ? []
      : [`Δm ${record.deltaM < 0 ? "−" : "+"}${Math.abs(record.deltaM).toFixed(1)} %`];
  const average = record.average[splitOf(record)]?.toFixed(3) ?? "–";
  const figures = [
    taskFigures(record, metrics),
    taskFigures(record, metrics, shortened),
    [`average ${average}`],
  ];
  const speed = `${Math.round(record.examplesPerSecond)}/s`;
  const lines = figures.map((own) =>
    [epoch, `loss ${record.objective.toFixed(3)}`, ...own, ...gain, speed].join("  "),
  );
  return lines.find((line) => stringWidth(line) + BEST.length <= width) ?? lines.at(-1)!;
}

/** Each task's primary metric, for people. @param written how a task's name is */
export function taskFigures(
  record: EpochRecord,
  metrics: Start["metrics"],
  written: (task: string) => string = (task) => task,
): string[] {
  return Object.entries(metrics).map(([task, metric]) => {
    const value = record.metrics[splitOf(record)]?.[task]?.[metric]?.toFixed(3) ?? "–";
    return metric === "accuracy"
      ? `${written(task)} ${value}`
      : `${written(task)} ${metricLabel(metric)} ${value}`;
  });
}

function shortened(task: string): string {
  return task.length <= LONGEST_NAME ? task : `${task.slice(0, 6)}…${task.slice(-5)}`;
}

function splitOf({ metrics }: EpochRecord): Split {
  return metrics.validation === undefined ? "train" : "validation";
}
