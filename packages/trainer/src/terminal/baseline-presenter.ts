import { performance } from "node:perf_hooks";
import { styleText } from "node:util";
import type { BaselineEvent } from "../evaluation/baseline-events.ts";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { progressBar, type ProgressBar } from "./progress.ts";
import { LINE_INTERVAL, presentTraining, taskFigures } from "./training-presenter.ts";

/** What is the same for every baseline is told once, what only matters to one alone not at all. */
const TOLD_ONCE: ReadonlySet<TrainingEvent["type"]> = new Set(["engine", "reading", "skipped"]);
const NOT_TOLD: ReadonlySet<TrainingEvent["type"]> = new Set(["start", "step", "epoch", "stopped"]);

type Start = Extract<TrainingEvent, { type: "start" }>;

/**
 * Shows the training of baselines to a person: a line a model, a progress bar in a terminal and now and then a line elsewhere,
 * and a line with its best epoch.
 *
 * @param stream default standard error
 * @returns the `onEvent` of `trainBaselines`
 */
export function presentBaselines(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): (event: BaselineEvent) => void {
  const present = presentTraining(stream);
  const told = new Set<TrainingEvent["type"]>();
  const line = (text: string): void => void stream.write(`${text}\n`);
  let start: Start | undefined;
  let bar: ProgressBar | undefined;
  let best: EpochRecord | undefined;
  let seconds = 0;
  let lastLine = performance.now();

  function endBar(): void {
    bar?.stop();
    bar = undefined;
  }

  function step({ epochs, steps }: Start, event: Extract<TrainingEvent, { type: "step" }>): void {
    const epoch = `epoch ${event.epoch}/${epochs}`;
    if (stream.isTTY === true) {
      bar ??= progressBar({ total: epochs * steps, label: "       ", stream, transient: true });
      bar.update((event.epoch - 1) * steps + event.step, epoch);
    } else if (performance.now() - lastLine > LINE_INTERVAL) {
      line(`        ${epoch}`);
      lastLine = performance.now();
    }
  }

  function endModel({ epochs, metrics }: Start): void {
    endBar();
    if (best !== undefined)
      line(
        `        best epoch ${best.epoch} of ${epochs}  ${taskFigures(best, metrics).join("  ")}  ${seconds.toFixed(1)} s`,
      );
    start = undefined;
  }

  function training(event: TrainingEvent): void {
    if (event.type === "start") [start, best, seconds] = [event, undefined, 0];
    if (event.type === "step" && start) step(start, event);
    if (event.type === "epoch" && start) {
      seconds += event.record.seconds;
      if (event.best) best = event.record;
      if (event.record.epoch === start.epochs) endModel(start);
    }
    if (event.type === "stopped" && start) endModel(start);
    if (event.type === "interrupted") endBar();
    if (NOT_TOLD.has(event.type) || (TOLD_ONCE.has(event.type) && told.has(event.type))) return;
    told.add(event.type);
    present(event);
  }

  return (event) => {
    if (event.type === "training") return training(event.event);
    const { index, count, task, seed, state } = event;
    const note = state === "new" ? "" : `  ${state}`;
    line(`${styleText("bold", `${index}/${count} ${task}`, { stream })}, seed ${seed}${note}`);
  };
}
