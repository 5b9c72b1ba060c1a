import { basename, dirname } from "node:path";
import { writeRunFile } from "../fit/run.ts";
import type { Explanation } from "../insight/explain-run.ts";
import { section } from "./html.ts";
import { page } from "./page.ts";
import { exampleCard } from "./saliency-section.ts";

const PICTURES = `Blue parts of a picture raise the score that is explained, orange ones lower it; each is coloured by its own largest
value. Grad-CAM (Selvaraju 2017) shows where features of the last convolution raise the score. `;

const NOTE = `The score is a classification's logit of its likeliest class, or a regression's value. Integrated gradients
(Sundararajan 2017) share out the score less that of the mean example among pixels and columns: blue raises it, orange lowers it.`;

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
  const pictures = examples.some((example) => Object.keys(example.pictures).length > 0);
  const lead = `What predictions of ${tasks} rest on, example by example.`;
  const main = section("What each task looks at", cards.join(""), `${pictures ? PICTURES : ""}${NOTE}`);
  return page(`${name}: explanation`, name, lead, [main]);
}
