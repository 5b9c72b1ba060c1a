import { exitCodes } from "./exit-code.ts";

const SHOW_CURSOR = "\u001B[?25h";

/** Aborts at the first Ctrl-C (or SIGTERM); a second one ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(exitCodes.interrupted);
    }
    process.stderr.write("stopping; Ctrl-C again ends at once\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
