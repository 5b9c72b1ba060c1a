import type { Prediction } from "@polyhead/spec";
import { style } from "./style.ts";

/** A task's prediction for people: `cat 0.93`, `41.7 °`, `12 ± 3 kWh`, `a, b`. */
export function formatPrediction(prediction: Prediction): string {
  if ("class" in prediction) {
    const { class: name, probability } = prediction;
    const ofClass = "positive" in prediction && !prediction.positive ? 1 - probability : probability;
    return `${style("bold", name)} ${ofClass.toFixed(2)}`;
  }
  if ("level" in prediction) return `${style("bold", prediction.level)} ${prediction.probability.toFixed(2)}`;
  if ("labels" in prediction) return style("bold", prediction.labels.join(", ") || "none");
  if ("entities" in prediction) {
    const found = prediction.entities.map(({ type, text }) => `${type} ${style("bold", text)}`);
    return found.length === 0 ? style("dim", "none") : found.join(", ");
  }
  if ("rate" in prediction) return style("bold", formatNumber(prediction.rate));
  if ("values" in prediction)
    return Object.entries(prediction.values)
      .map(([name, each]) => `${name} ${formatValue(each)}`)
      .join(", ");
  return formatValue(prediction);
}

/** A number with its unit, and how far off it may be. */
function formatValue(prediction: Extract<Prediction, { value: number }>): string {
  return style("bold", formatNumber(prediction.value)) + spreadOf(prediction) + formatUnit(prediction.unit);
}

function spreadOf(prediction: Extract<Prediction, { value: number }>): string {
  if ("deviation" in prediction) return ` ± ${formatNumber(prediction.deviation)}`;
  if (!("quantiles" in prediction) || prediction.quantiles.length < 2) return "";
  const [lowest = Number.NaN, highest = Number.NaN] = [prediction.quantiles[0], prediction.quantiles.at(-1)];
  return ` (${formatNumber(lowest)} to ${formatNumber(highest)})`;
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
