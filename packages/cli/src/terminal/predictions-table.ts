import type { Manifest, Prediction } from "@polyhead/spec";
import { formatPrediction } from "./prediction-text.ts";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** What was predicted from one example, by task. */
export interface NamedPredictions {
  readonly source: string;
  /** its number in a file of rows */
  readonly row?: number;
  readonly predictions: Readonly<Record<string, Prediction>>;
  /** what else to say of it, after the tasks */
  readonly note?: string;
}

/** One row an example, one cell a task: `cat.png  label: cat 0.93  colorfulness: 41.7`. */
export function predictionsTable({ tasks }: Manifest, list: readonly NamedPredictions[]): string {
  const named = list.some(({ source }) => source !== "") && list.length > 1;
  const rows = list.map(({ source, predictions, note }) => {
    const cells = Object.keys(tasks).flatMap((task) => {
      const { [task]: prediction } = predictions;
      return prediction === undefined ? [] : [`${style("dim", `${task}:`)} ${formatPrediction(prediction)}`];
    });
    return [...(named ? [source] : []), ...cells, ...(note === undefined ? [] : [style("dim", note)])];
  });
  return table(rows.map((row) => row.map((cell, index) => (index < row.length - 1 ? `${cell} ` : cell))));
}
