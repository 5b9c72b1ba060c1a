import { styleText } from "node:util";
import type { ExplanationEvent } from "../insight/explanation-events.ts";
import { progressBar, type ProgressBar } from "./progress.ts";

/**
 * Shows to a person how explaining goes: the engine, and a progress bar in a terminal.
 *
 * @param stream default standard error
 * @returns the `onEvent` of `explainRun`
 */
export function presentExplanation(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): (event: ExplanationEvent) => void {
  let bar: ProgressBar | undefined;
  return (event) => {
    if (event.type === "engine") {
      const { name, description } = event.choice;
      stream.write(`${styleText("bold", "engine", { stream })}  ${name} (${description})\n`);
      return;
    }
    if (event.type === "interrupted") {
      bar?.stop();
      return;
    }
    if (stream.isTTY !== true) return;
    bar ??= progressBar({ total: event.total, label: "examples", stream, transient: true });
    bar.update(event.done);
    if (event.done === event.total) bar.stop();
  };
}
