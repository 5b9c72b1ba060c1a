import writeFileAtomic from "write-file-atomic";
import { writing } from "../data/unwritable.ts";
import type { ColumnProfile } from "../data/profile/column-profile.ts";
import type { DataProfile } from "../data/profile/profile-data.ts";
import { drawCounts, drawHistogram } from "./histogram.ts";
import { escapeHtml, grid, section } from "./html.ts";
import { numberText } from "../tasks/number-text.ts";
import { page } from "./page.ts";

/** Most columns of one input that are drawn. */
const DRAWN = 200;

/** Most values of one column that are drawn. */
const VALUES = 12;

/** Fewer different numbers than this are shown one by one. */
const FEW = 12;

/**
 * Writes one self-contained HTML page about a model's data: what to look at, labels by split, how every column is spread.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function writeDataReport(path: string, name: string, profile: DataProfile): Promise<void> {
  await writing(path, writeFileAtomic(path, renderDataReport(name, profile)));
}

function renderDataReport(name: string, profile: DataProfile): string {
  const { splits, warnings } = profile;
  const counts = Object.entries(splits).map(
    ([split, { examples }]) => `${examples.toLocaleString("en")} ${split}`,
  );
  const labels = Object.entries(splits.train.tasks).flatMap(([task, trained]) =>
    Object.entries(splits).flatMap(
      ([
        split,
        {
          tasks: { [task]: column },
        },
      ]) => (column === undefined ? [] : [drawColumn(`${task}, ${split}`, task, inOrderOf(trained, column))]),
    ),
  );
  const inputs = Object.entries(splits.train.inputs).map(([input, columns]) =>
    section(
      `Input ${input}`,
      columns.length === 0
        ? ""
        : grid(columns.slice(0, DRAWN).map((column) => drawColumn(column.name, column.name, column))),
      columns.length > DRAWN
        ? `The first ${DRAWN} of ${columns.length} columns, training split.`
        : "Training split.",
    ),
  );
  return page(`${name}: data`, name, `Examples: ${counts.join(", ")}, from ${profile.source}.`, [
    section("To look at", warningList(warnings)),
    section("Labels", grid(labels)),
    ...inputs,
  ]);
}

function warningList(warnings: readonly string[]): string {
  if (warnings.length === 0) return "<p>Nothing stands out.</p>";
  return `<ul>${warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join("")}</ul>`;
}

/** Values in the order of another split, so that both can be compared; those that it lacks last. */
function inOrderOf({ values: order }: ColumnProfile, column: ColumnProfile): ColumnProfile {
  const places = new Map(order.map(({ value }, at) => [value, at]));
  const placeOf = ({ value }: { readonly value: string }): number => places.get(value) ?? order.length;
  return { ...column, values: column.values.toSorted((one, other) => placeOf(one) - placeOf(other)) };
}

/** @param title of the card @param column what the numbers are of */
function drawColumn(
  title: string,
  column: string,
  { numbers, values, distinct, count, missing }: ColumnProfile,
): string {
  const gaps = missing === 0 ? "" : `, ${missing.toLocaleString("en")} missing`;
  const there = `${(count - missing).toLocaleString("en")} values${gaps}`;
  if (numbers !== undefined && (distinct ?? Infinity) > FEW)
    return drawHistogram(
      title,
      column,
      `${there}, mean ${numberText(numbers.mean)} ± ${numberText(numbers.std)}`,
      numbers,
    );
  const others =
    distinct === undefined || distinct > VALUES ? `, the most frequent of ${distinct ?? "many"}` : "";
  return drawCounts(title, there + others, values.slice(0, VALUES));
}
