import type { Manifest, Prediction } from "@polyhead/spec";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** What was predicted from one example, by task. */
export interface NamedPredictions {
  readonly source: string;
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

function formatPrediction(prediction: Prediction): string {
  if ("class" in prediction) {
    const { class: name, probability } = prediction;
    const ofClass = "positive" in prediction && !prediction.positive ? 1 - probability : probability;
    return `${style("bold", name)} ${ofClass.toFixed(2)}`;
  }
  if ("entities" in prediction) {
    const found = prediction.entities.map(({ type, text }) => `${type} ${style("bold", text)}`);
    return found.length === 0 ? style("dim", "none") : found.join(", ");
  }
  const { value, unit } = prediction;
  return style("bold", formatNumber(value)) + formatUnit(unit);
}

/** Three digits, and every digit of the whole part. */
function formatNumber(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Signs such as ° and % stay with the number. */
function formatUnit(unit: string | undefined): string {
  if (unit === undefined) return "";
  return /^[°%′″]/u.test(unit) ? unit : ` ${unit}`;
}
