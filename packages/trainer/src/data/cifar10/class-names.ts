import { readFile } from "node:fs/promises";
import { PolyheadError } from "@polyhead/spec";
import { missing } from "./missing.ts";

/**
 * Reads `batches.meta.txt`: ten different names, one a line; empty lines are skipped.
 *
 * @throws PolyheadError `data-missing` or `data-invalid`
 */
export async function classNames(path: string, count: number): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw missing(path, cause);
  });
  const names = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  if (names.length !== count || new Set(names).size !== count) {
    throw new PolyheadError(
      "data-invalid",
      `"${path}" should name ${count} different classes, one a line; it has ${names.length} names, ${new Set(names).size} of them different.`,
      { details: { path, count, received: names.slice(0, 2 * count) } },
    );
  }
  return names;
}
