#!/usr/bin/env node
import { exitCodeOf } from "./exit-code.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

// A reader that has seen enough, as in `polyhead inspect model.onnx | head`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  const { verbose = false } = program.opts<{ verbose?: boolean }>();
  reportError(error, verbose);
  process.exitCode = exitCodeOf(error);
}
