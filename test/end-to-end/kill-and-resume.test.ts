import { readSummary } from "@polyhead/trainer";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("train-until-killed.ts", import.meta.url));
const full = process.env["POLYHEAD_FULL"] === "1";

/** How steps run, as the run tells it, and how often it is killed in a short test and in a full one. */
const modes = [
  { mode: "compiled", engine: /^onnxruntime .*; steps compiled\)$/, kills: full ? 20 : 3 },
  { mode: "eager", engine: /^onnxruntime .*; steps not compiled: /, kills: full ? 20 : 2 },
  { mode: "drawn", engine: /^onnxruntime .*; steps compiled\)$/, kills: full ? 20 : 2 },
  { mode: "texts", engine: /^onnxruntime .*; steps compiled\)$/, kills: full ? 20 : 0 },
  { mode: "wasm", engine: /^wasm /, kills: full ? 20 : 0 },
].filter(({ kills }) => kills > 0);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "polyhead-kill-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/**
 * Trains until the end, or until the process is killed a while after its first word of training.
 *
 * @returns whether it came to its end, and how long training took
 */
async function trained(
  directory: string,
  mode: string,
  killAfter?: number,
): Promise<{ ended: boolean; milliseconds: number }> {
  const child = spawn(process.execPath, [script, directory, mode], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>((resolve) =>
    child.on("close", (code, signal) => resolve([code, signal])),
  );
  let begun = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== "start") return;
    begun = performance.now();
    if (killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter);
  });
  const [code, signal] = await closed;
  const ended = code === 0;
  expect(ended ? "SIGKILL" : signal).toBe("SIGKILL");
  return { ended, milliseconds: performance.now() - begun };
}

async function weightsOf(directory: string): Promise<readonly Buffer[]> {
  const newest = (await readdir(join(directory, "checkpoints"))).toSorted().at(-1) ?? "";
  const folders = ["best", join("checkpoints", newest)];
  return Promise.all(folders.map((folder) => readFile(join(directory, folder, "weights.bin"))));
}

test.each(modes)(
  "$mode: a run killed at $kills random moments ends with the weights of one that was not, to the bit",
  async ({ mode, engine, kills }) => {
    const undisturbed = join(root, mode, "undisturbed");
    const { ended, milliseconds } = await trained(undisturbed, mode);
    expect(ended).toBe(true);
    expect((await readSummary(undisturbed)).engine).toMatch(engine);
    const expected = await weightsOf(undisturbed);
    const disturbed = join(root, mode, "disturbed");
    let killed = 0;
    while (killed < kills) {
      const after = (0.05 + 0.75 * Math.random()) * milliseconds;
      if (!(await trained(disturbed, mode, after)).ended) {
        killed++;
        continue;
      }
      expect(await weightsOf(disturbed)).toEqual(expected);
      await rm(disturbed, { recursive: true });
    }
    expect((await trained(disturbed, mode)).ended).toBe(true);
    expect(await weightsOf(disturbed)).toEqual(expected);
  },
  (full ? 20 : 3) * 120_000,
);
