import { latestRun } from "@polyhead/trainer";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The directory of a run: a path, or a name under `runs`; the newest finished run when left out.
 *
 * @throws PolyheadError `file-missing`
 */
export async function findRun(run: string | undefined, runs: string): Promise<string> {
  if (run === undefined) return latestRun(runs);
  const named = join(runs, run);
  return !(await exists(run)) && (await exists(named)) ? named : run;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
