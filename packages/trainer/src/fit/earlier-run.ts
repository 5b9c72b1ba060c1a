import { messageOf, PolyheadError } from "@polyhead/spec";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** All that a run, and what is measured of it, leaves in its directory. */
const PRODUCTS = [
  "baselines",
  "baselines.json",
  "best",
  "best.partial",
  "checkpoints",
  "evaluation-last.json",
  "evaluation.json",
  "insight.json",
  "metrics.jsonl",
  "report.html",
  "run.json",
  "tensorboard",
];

/**
 * Takes away what an earlier run left in a directory where another one begins: its checkpoints would be resumed from, and its
 * figures be shown, in place of the new one's.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function removeEarlierRun(directory: string): Promise<void> {
  for (const name of PRODUCTS) {
    const path = join(directory, name);
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw new PolyheadError(
        "file-unwritable",
        `A new run takes the place of the one in ${directory}, whose ${name} cannot be removed (${messageOf(cause)}). Choose another directory.`,
        { cause, details: { path } },
      );
    });
  }
}
