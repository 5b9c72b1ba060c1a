import { PolyheadError } from "@polyhead/spec";

/**
 * Checks the name of a file of predictions.
 *
 * @throws PolyheadError `usage`
 */
export function checkOutputName(path: string): void {
  if (/\.(csv|jsonl)$/i.test(path)) return;
  throw new PolyheadError("usage", `--output should end in .csv or .jsonl; received ${path}.`, {
    details: { path },
  });
}
