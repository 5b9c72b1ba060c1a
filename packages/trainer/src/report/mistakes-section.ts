import type { FittedSpec } from "@polyhead/spec";
import type { Evaluation } from "../evaluation/evaluation.ts";
import type { Split } from "../fit/epoch-record.ts";
import type { TaskDetails } from "../tasks/task-kind.ts";
import { drawConfusion } from "./confusion-plot.ts";
import { firstOf, section } from "./html.ts";
import { drawReliability } from "./reliability-plot.ts";
import { drawResiduals } from "./residual-plot.ts";
import { unitOf } from "./results-section.ts";

/** The split that tells most of new examples comes first. */
const ORDER: readonly Split[] = ["test", "validation", "train"];

/** More are folded away. */
const MOST_PLOTS = 12;

const CONFUSION = `A row of a confusion matrix has 100 %: of the examples with that label, how many were taken for each class.`;
const CALIBRATION = `Where confidence can be believed, points lie on the dashed line: of predictions made with a probability of 0.8,
80 % are right. Larger points are of more examples. ECE, the expected calibration error, is how far they are from the line on average over
examples (Guo 2017).`;
const RESIDUALS = `Errors of a regression are predictions less labels: right of 0 too much was predicted.`;

/** What the best epoch's weights get wrong, and how sure they are of it. */
export function mistakesSection(spec: FittedSpec, splits: Evaluation["splits"]): string {
  const split = ORDER.find((name) => splits[name] !== undefined);
  const tasks = Object.entries((split && splits[split]?.tasks) ?? {});
  const cards = tasks.flatMap(([task, details]) => [
    details.confusion ? drawConfusion(task, details.confusion) : "",
    details.calibration ? drawReliability(task, details.calibration) : "",
    details.residuals ? drawResiduals(task, details.residuals, unitOf(spec, task)) : "",
  ]);
  const some = (key: keyof TaskDetails): boolean => tasks.some(([, details]) => details[key] !== undefined);
  const notes = [
    some("confusion") ? CONFUSION : "",
    some("calibration") ? CALIBRATION : "",
    some("residuals") ? RESIDUALS : "",
    split === "train"
      ? "The examples were trained on: nothing was held out."
      : `The examples are of the ${split} split.`,
  ];
  const drawn = cards.filter((card) => card !== "");
  return section(
    "What it gets wrong",
    drawn.length === 0 ? "" : firstOf(drawn, MOST_PLOTS, "plots"),
    notes.filter(Boolean).join(" "),
  );
}
