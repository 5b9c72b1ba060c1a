import type { ColumnProfile, DataProfile, ModelConfig, SplitProfile } from "@polyhead/trainer";
import { style } from "./style.ts";
import { table } from "./table.ts";

/** Most columns of one input that are listed. */
const LISTED = 60;

/** What a person should know of a model's data: splits, labels by task, inputs by column, and what to look at. */
export function dataSummary({ inputs }: ModelConfig, { splits, leaks, warnings }: DataProfile): string {
  const parts = Object.entries(splits);
  return [
    "",
    splitTable(parts, leaks),
    style("bold", "labels"),
    labelTable(parts),
    ...Object.entries(splits.train.inputs).flatMap(([name, columns]) => [
      `${style("bold", name)} ${style("dim", inputs[name]?.kind ?? "")}`,
      columns.length === 0 ? "" : columnTable(columns),
    ]),
    ...(warnings.length === 0 ? [] : [style("bold", "to look at")]),
    ...warnings.map((warning) => style("yellow", `  ${warning}`)),
    "",
  ].join("\n");
}

function splitTable(splits: readonly [string, SplitProfile][], leaks: number | undefined): string {
  const rows = splits.map(([split, { examples, repeated }]) => [
    split,
    number(examples),
    number(repeated),
    split === "test" && leaks !== undefined ? number(leaks) : "",
  ]);
  return table(
    [["split", "examples", "repeated", "also in train"], ...rows],
    ["left", "right", "right", "right"],
  );
}

function labelTable(splits: readonly [string, SplitProfile][]): string {
  const rows = splits.flatMap(([split, { tasks }]) =>
    Object.entries(tasks).map(([task, column]) => [
      task,
      split,
      number(column.count - column.missing),
      share(column.missing, column.count),
      spread(column),
    ]),
  );
  return table(
    [["task", "split", "labels", "missing", "values"], ...rows],
    ["left", "left", "right", "right"],
  );
}

/** Columns with what is in them, a line each. */
export function columnTable(columns: readonly ColumnProfile[]): string {
  const rows = columns
    .slice(0, LISTED)
    .map((column) => [
      column.name,
      kindOf(column),
      share(column.missing, column.count),
      column.distinct === undefined ? "many" : number(column.distinct),
      spread(column),
    ]);
  const more = columns.length > LISTED ? `and ${columns.length - LISTED} columns more\n` : "";
  return `${table([["column", "type", "missing", "different", "values"], ...rows], ["left", "left", "right", "right"])}${more}`;
}

function kindOf({ numbers, texts, strays }: ColumnProfile): string {
  if (strays > 0) return `numbers, ${number(strays)} not`;
  if (numbers !== undefined) return numbers.whole ? "whole numbers" : "numbers";
  if (texts === undefined) return "mixed";
  if (texts.dates) return "dates";
  return texts.pictures ? "pictures" : "text";
}

const SHOWN = 4;
const LONGEST = 24;

/** Numbers by range, few values by share, long texts by length. */
function spread({ numbers, texts, values, distinct, count, missing }: ColumnProfile): string {
  if (numbers !== undefined && (distinct ?? Infinity) > SHOWN) {
    const { minimum, maximum, mean, std } = numbers;
    return `${short(minimum)} to ${short(maximum)}, mean ${short(mean)} ± ${short(std)}`;
  }
  if (texts !== undefined && texts.words.mean > SHOWN && distinct === undefined)
    return `${texts.words.minimum} to ${texts.words.maximum} words, mean ${short(texts.words.mean)}`;
  const there = count - missing;
  if (texts !== undefined && distinct === there && there > SHOWN)
    return `all different, up to ${texts.longest} characters`;
  const shown = values.slice(0, SHOWN).map((one) => `${shorten(one.value)} ${share(one.count, there)}`);
  return values.length > SHOWN ? `${shown.join(", ")}, …` : shown.join(", ");
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function share(part: number, whole: number): string {
  if (part === 0) return "0 %";
  const percent = (100 * part) / whole;
  return percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
