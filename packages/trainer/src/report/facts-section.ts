import type { EpochRecord } from "../fit/epoch-record.ts";
import { incompleteLabels } from "../fit/label-counts.ts";
import type { RunSummary } from "../fit/run.ts";
import { describeInput } from "./describe-input.ts";
import { escapeHtml, section } from "./html.ts";

/** How the run was made. */
export function factsSection(summary: RunSummary, history: readonly EpochRecord[]): string {
  return section("Run", facts(summary, history));
}

function facts(
  { engine, parameters, examples, labels, sources = {}, spec }: RunSummary,
  history: readonly EpochRecord[],
): string {
  const seconds = history.reduce((sum, record) => sum + record.seconds, 0);
  const speed =
    history.reduce((sum, record) => sum + record.examplesPerSecond, 0) / Math.max(1, history.length);
  const rows: [string, string][] = [
    ["Engine", engine],
    ["Parameters", parameters.toLocaleString("en")],
    [
      "Examples",
      Object.entries(examples)
        .map(([split, count]) => `${count.toLocaleString("en")} ${split}`)
        .join(", "),
    ],
    ...Object.entries(sources).map(([name, { train, validation }]): [string, string] => [
      `Source ${name}`,
      `${train.toLocaleString("en")} train, ${validation.toLocaleString("en")} validation`,
    ]),
    ...(["train", "validation", "test"] as const).flatMap((split): [string, string][] => {
      const tasks = incompleteLabels(labels[split], examples[split] ?? 0);
      return tasks.length === 0 ? [] : [[`Labels, ${split}`, tasks.join(", ")]];
    }),
    [
      "Inputs",
      Object.entries(spec.inputs)
        .map(([name, input]) => `${name} (${describeInput(input)})`)
        .join(", "),
    ],
    ["Training time", `${seconds.toFixed(1)} s, ${Math.round(speed).toLocaleString("en")} examples/s`],
  ];
  return `<dl>${rows.map(([term, value]) => `<dt>${term}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`;
}
