import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

interface Training {
  readonly description: string;
  /** Why the step was not compiled. */
  readonly reason?: string;
  readonly eager: readonly number[];
  readonly compiled: readonly number[];
}

const script = fileURLToPath(new URL("testing/train-on-binding.ts", import.meta.url));

async function trainOn(binding: string): Promise<Training> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, binding], { timeout: 30_000 });
  return JSON.parse(stdout) as Training;
}

test("training gives the same on a binding that does not write outputs in place, which is told", async () => {
  const changes: [string, RegExp][] = [
    ["as it is", /^ONNX Runtime [\d.]+, 2 threads, outputs written in place$/],
    ["makes tensors of a class of its own", /copied, as the binding cannot be stopped before it copies/],
    ["gives new arrays only", /copied, as the binding left 0,0,0 in an array for 2,4,6$/],
    ["tells of errors in other words", /copied, as .*the run failed: Error: outputs are written$/],
  ];
  const [expected, ...trainings] = await Promise.all(changes.map(([binding]) => trainOn(binding)));
  expect(expected!.reason).toBeUndefined();
  expect(expected!.compiled.at(-1)!).toBeLessThan(expected!.compiled[0]!);
  for (const [at, { description, ...training }] of [expected!, ...trainings].entries()) {
    expect(description).toMatch(changes[at]![1]);
    expect({ ...training, description: expected!.description }).toEqual(expected);
  }
});
