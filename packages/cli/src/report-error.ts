import { messageOf, PolyheadError } from "@polyhead/spec";
import { CommanderError } from "commander";
import { inspect, styleText } from "node:util";

/** Prints an error as one sentence on standard error; with `verbose`, its stack, details and causes as well. */
export function reportError(error: unknown, verbose: boolean): void {
  // Commander has printed its own already.
  if (error instanceof CommanderError) return;
  const stream = process.stderr;
  const label = styleText("red", "error:", { stream });
  const hint = error instanceof PolyheadError || verbose ? "" : " (unexpected: run with --verbose for more)";
  stream.write(`${label} ${messageOf(error)}${hint}\n`);
  if (verbose) stream.write(`${inspect(error, { colors: false, depth: 4 })}\n`);
}
