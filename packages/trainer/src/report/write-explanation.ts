import { basename, dirname } from "node:path";
import { writeRunFile } from "../fit/run.ts";
import type { Explanation } from "../insight/explain-run.ts";
import { section } from "./html.ts";
import { page } from "./page.ts";
import { exampleCard, saliencyNote } from "./saliency-section.ts";

/**
 * Writes what predictions rest on as one self-contained HTML page without scripts.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function writeExplanation(path: string, explanation: Explanation): Promise<void> {
  await writeRunFile(dirname(path), basename(path), renderExplanation(explanation));
}

function renderExplanation({ name, examples }: Explanation): string {
  const cards = examples.map((example) => exampleCard(example, example.source));
  const tasks = examples[0]?.tasks.map(({ task }) => task).join(", ") ?? "";
  const lead = `What predictions of ${tasks} rest on, example by example.`;
  const main = section("What each task looks at", cards.join(""), saliencyNote(examples));
  return page(`${name}: explanation`, name, lead, [main]);
}
