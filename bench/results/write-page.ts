import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawDeltas } from "./plot.ts";
import { resultsPage } from "./page.ts";
import type { Results } from "./results-file.ts";
import { benchmarks } from "./setting.ts";
import { summarize } from "./summary.ts";

export const DOCS: string = join(import.meta.dirname, "../../docs");

/** The page and its plots, by file name. */
export function pageFiles(results: Results): ReadonlyMap<string, string> {
  const plots = benchmarks.map((benchmark): [string, string] => [
    `results-${benchmark.name}.svg`,
    drawDeltas(summarize(benchmark, results).filter(({ task }) => task === undefined)),
  ]);
  return new Map([["results.md", resultsPage(results)], ...plots]);
}

export async function writePage(results: Results): Promise<void> {
  for (const [name, content] of pageFiles(results)) await writeFile(join(DOCS, name), content);
}
