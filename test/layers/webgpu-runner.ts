import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PreparedCase } from "@polyhead/exporter/testing";
import type { CaseRun } from "./case-run.ts";

const script = fileURLToPath(new URL("run-on-webgpu.ts", import.meta.url));

/** Runs cases one after another on ONNX Runtime's WebGPU in Node; one that takes the process down has that as its error. */
export async function runOnWebgpu(
  cases: readonly PreparedCase[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly CaseRun[]> {
  const start = (): ChildProcess =>
    fork(script, { serialization: "advanced", env: { ...process.env, ...environment } });
  const runs: CaseRun[] = [];
  let child = start();
  try {
    for (const prepared of cases) {
      if (!child.connected) child = start();
      runs.push(await runIn(child, prepared));
    }
  } finally {
    child.kill();
  }
  return runs;
}

async function runIn(child: ChildProcess, prepared: PreparedCase): Promise<CaseRun> {
  return new Promise((resolve) => {
    const ended = (code: number | null, signal: string | null): void => {
      resolve({ error: `ends the process with ${signal ?? code}` });
    };
    child.once("exit", ended);
    child.once("message", (run: CaseRun) => {
      child.off("exit", ended);
      resolve(run);
    });
    child.send(prepared);
  });
}
