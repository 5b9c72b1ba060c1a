import { performance } from "node:perf_hooks";
import { styleText } from "node:util";
import type { EpochRecord, Split } from "../fit/epoch-record.ts";
import { incompleteLabels } from "../fit/label-counts.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { metricLabel } from "@polyhead/spec";
import { skippedLines } from "./skipped-lines.ts";
import { listMetrics } from "../tasks/task-kinds.ts";
import { progressBar, type ProgressBar } from "./progress.ts";

/** Milliseconds between two lines inside an epoch where there is no terminal. */
const LINE_INTERVAL = 10_000;

type Start = Extract<TrainingEvent, { type: "start" }>;

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

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
        line(epochLine(event.record, start) + (event.best ? style("green", "  best") : ""));
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

/** Each task's primary metric alone, to fit a terminal; the report has them all. */
function epochLine(record: EpochRecord, { epochs, metrics }: Pick<Start, "epochs" | "metrics">): string {
  const tasks = Object.entries(metrics).map(([task, metric]) => {
    const value = record.metrics[splitOf(record)]?.[task]?.[metric]?.toFixed(3) ?? "–";
    return metric === "accuracy" ? `${task} ${value}` : `${task} ${metricLabel(metric)} ${value}`;
  });
  const epoch = `epoch ${String(record.epoch).padStart(String(epochs).length)}/${epochs}`;
  const gain =
    record.deltaM === undefined
      ? []
      : [`Δm ${record.deltaM < 0 ? "−" : "+"}${Math.abs(record.deltaM).toFixed(1)} %`];
  const speed = `${Math.round(record.examplesPerSecond)}/s`;
  return [epoch, `loss ${record.objective.toFixed(3)}`, ...tasks, ...gain, speed].join("  ");
}

function splitOf({ metrics }: EpochRecord): Split {
  return metrics.validation === undefined ? "train" : "validation";
}
