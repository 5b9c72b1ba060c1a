import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("train-shapes.ts", import.meta.url));
const kills = process.env["POLYHEAD_FULL"] === "1" ? 20 : 3;

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
  killAfter?: number,
): Promise<{ ended: boolean; milliseconds: number }> {
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  let begun = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== "start") return;
    begun = performance.now();
    if (killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter);
  });
  const ended = (await closed) === 0;
  return { ended, milliseconds: performance.now() - begun };
}

async function weightsOf(directory: string): Promise<readonly Buffer[]> {
  const newest = (await readdir(join(directory, "checkpoints"))).toSorted().at(-1) ?? "";
  const folders = ["best", join("checkpoints", newest)];
  return Promise.all(folders.map((folder) => readFile(join(directory, folder, "weights.bin"))));
}

test(
  `a run killed at ${kills} random moments ends with the weights of one that was not, to the bit`,
  async () => {
    const undisturbed = join(root, "undisturbed");
    const { ended, milliseconds } = await trained(undisturbed);
    expect(ended).toBe(true);
    const expected = await weightsOf(undisturbed);
    const disturbed = join(root, "disturbed");
    let killed = 0;
    while (killed < kills) {
      if ((await trained(disturbed, (0.2 + 0.6 * Math.random()) * milliseconds)).ended)
        await rm(disturbed, { recursive: true });
      else killed++;
    }
    expect((await trained(disturbed)).ended).toBe(true);
    expect(await weightsOf(disturbed)).toEqual(expected);
  },
  kills * 30_000,
);
