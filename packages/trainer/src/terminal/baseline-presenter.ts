import { styleText } from "node:util";
import type { BaselineEvent } from "../evaluation/baseline-events.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { presentTraining } from "./training-presenter.ts";

/** What is the same for every baseline is told once. */
const TOLD_ONCE: ReadonlySet<TrainingEvent["type"]> = new Set(["engine", "reading"]);

/**
 * Shows the training of baselines to a person: one line a model, then its training.
 *
 * @param stream default standard error
 * @returns the `onEvent` of `trainBaselines`
 */
export function presentBaselines(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): (event: BaselineEvent) => void {
  const present = presentTraining(stream);
  const told = new Set<TrainingEvent["type"]>();
  return (event) => {
    if (event.type === "baseline") {
      const { index, count, task, seed, state } = event;
      const note = state === "new" ? "" : `  ${state}`;
      stream.write(`${styleText("bold", `${index}/${count} ${task}`, { stream })}, seed ${seed}${note}\n`);
      return;
    }
    const { type } = event.event;
    if (TOLD_ONCE.has(type) && told.has(type)) return;
    told.add(type);
    present(event.event);
  };
}
