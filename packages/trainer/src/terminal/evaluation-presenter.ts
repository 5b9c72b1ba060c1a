import { styleText } from "node:util";
import type { EvaluationEvent } from "../evaluation/evaluation-events.ts";
import { progressBar, type ProgressBar } from "./progress.ts";

/**
 * Shows an evaluation to a person: the engine, a progress bar in a terminal, and one line a split.
 *
 * @param stream default standard error
 * @returns the `onEvent` of `evaluateRun`
 */
export function presentEvaluation(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): (event: EvaluationEvent) => void {
  const bold = (text: string): string => styleText("bold", text, { stream });
  const line = (text: string): void => void stream.write(`${text}\n`);
  let bar: ProgressBar | undefined;
  return (event) => {
    switch (event.type) {
      case "engine":
        line(`${bold("engine")}      ${event.choice.name} (${event.choice.description})`);
        return;
      case "progress":
        if (stream.isTTY !== true || event.total === undefined) return;
        bar ??= progressBar({ total: event.total, label: event.split, stream, transient: true });
        bar.update(event.done);
        return;
      case "interrupted":
        bar?.stop();
        return;
      case "split":
        bar?.stop();
        bar = undefined;
        line(`${bold(event.split.padEnd(10))}  ${event.examples.toLocaleString("en")} examples`);
    }
  };
}
