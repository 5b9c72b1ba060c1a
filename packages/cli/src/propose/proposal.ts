import { PolyheadError } from "@polyhead/spec";
import type { ColumnProfile, TableProfile } from "@polyhead/trainer";
import { chooseTasks } from "./choose-tasks.ts";
import { inputRole, type InputRole } from "./input-role.ts";
import { taskRole, type TaskRole } from "./task-role.ts";

/** What a file of rows could train. */
export interface Proposal {
  readonly profile: TableProfile;
  readonly inputs: readonly ProposedInput[];
  readonly tasks: readonly ProposedTask[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  /** the config's name by the file's, where that could not name an input or a task */
  readonly rename: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  /** rows that hold too many or too few cells, or a text where numbers are, so that they are passed over */
  readonly wrongRows: number;
  readonly trim: boolean;
}

/** An input with the columns that it takes. */
export interface ProposedInput {
  readonly name: string;
  readonly role: Exclude<InputRole, { kind: "none" }>;
  readonly columns: readonly string[];
  /** whether some values are missing */
  readonly gaps: boolean;
}

export interface ProposedTask {
  readonly name: string;
  readonly role: TaskRole;
  readonly column: ColumnProfile;
}

/** Inputs that take several columns, by their kind. */
const GROUPS = { numeric: "numbers", categorical: "categories", dates: "dates" } as const;

/**
 * Proposes inputs and tasks for a file.
 *
 * @param named the columns to predict; guessed by default
 * @throws PolyheadError `usage` for a column that is not there or can be no label, or where none is left to predict from
 */
export function propose(profile: TableProfile, named?: readonly string[]): Proposal {
  const chosen = chooseTasks(profile.columns, named);
  const others = profile.columns.filter((column) => !chosen.includes(column));
  const roles = readTogether(others.map((column) => ({ column, role: inputRole(column) })));
  const taken = new Set<string>();
  const rename: Record<string, string> = {};
  const nameOf = (column: string): string => {
    const name = unique(graphName(column), taken);
    if (name !== column) rename[column] = name;
    return name;
  };
  const tasks = chosen.map((column) => ({
    name: nameOf(column.name),
    role: taskRole(column, allValues(column)),
    column,
  }));
  const inputs: ProposedInput[] = [];
  for (const [kind, group] of Object.entries(GROUPS) as [keyof typeof GROUPS, string][]) {
    const columns = roles.filter(({ role }) => role.kind === kind).map(({ column }) => column);
    if (columns.length === 0) continue;
    const gaps = columns.some(({ missing, strayTexts }) => missing > 0 || strayTexts.length > 0);
    inputs.push({
      name: unique(group, taken),
      role: { kind },
      columns: columns.map(({ name }) => name),
      gaps,
    });
  }
  for (const { column, role } of roles) {
    if (role.kind !== "text" && role.kind !== "image") continue;
    const name = nameOf(column.name);
    inputs.push({ name, role, columns: [name], gaps: column.missing > 0 });
  }
  if (inputs.length === 0) throw nothingToPredictFrom(roles, tasks);
  // What stands for no value does so in all columns.
  const words = new Set(
    profile.columns.flatMap(({ numbers, values }) =>
      numbers === undefined ? values.map(({ value }) => value) : [],
    ),
  );
  const marksOf = ({ strayTexts }: ColumnProfile): readonly string[] =>
    strayTexts.some((text) => words.has(text)) ? [] : strayTexts;
  const used = [...chosen, ...roles.filter(({ role }) => role.kind !== "none").map(({ column }) => column)];
  return {
    profile,
    inputs,
    tasks,
    leftOut: roles.flatMap(({ column, role }) =>
      role.kind === "none" ? [{ column: column.name, reason: role.reason }] : [],
    ),
    rename,
    missing: [...new Set(used.flatMap((column) => [...column.missingTokens, ...marksOf(column)]))],
    wrongRows:
      profile.skipped.count +
      Math.max(0, ...used.map((column) => (marksOf(column).length > 0 ? 0 : column.strays))),
    trim: profile.kind === "csv" && used.some(({ texts }) => texts?.padded === true),
  };
}

function nothingToPredictFrom(roles: readonly RoleOfColumn[], tasks: readonly ProposedTask[]): PolyheadError {
  const reasons = roles.flatMap(({ column, role }) =>
    role.kind === "none" ? [`"${column.name}": ${role.reason}`] : [],
  );
  const others =
    reasons.length > 0
      ? ` Of others there ${reasons.length === 1 ? "is" : "are"} ${reasons.slice(0, LISTED).join(", ")}.`
      : "";
  return new PolyheadError(
    "usage",
    `A file of rows should have columns to predict from, besides those to predict (${tasks.map(({ name }) => name).join(", ")}); it has none.${others}`,
  );
}

const LISTED = 12;

interface RoleOfColumn {
  readonly column: ColumnProfile;
  readonly role: InputRole;
}

/** A trunk reads one text, the one with the most words, or one picture; numbers, categories and dates join either. */
function readTogether(roles: readonly RoleOfColumn[]): readonly RoleOfColumn[] {
  const words = ({ column }: RoleOfColumn): number => column.texts?.words.mean ?? 0;
  const [text] = roles
    .filter(({ role }) => role.kind === "text")
    .toSorted((one, other) => words(other) - words(one));
  const chosen = text ?? roles.find(({ role }) => role.kind === "image");
  return roles.map((one) => {
    if (one === chosen || (one.role.kind !== "text" && one.role.kind !== "image")) return one;
    const reason = `a model reads one text or picture; this one reads ${chosen?.column.name}`;
    return { column: one.column, role: { kind: "none", reason } };
  });
}

function allValues({ values }: ColumnProfile): readonly string[] {
  return values
    .map(({ value }) => value)
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

const LONGEST_NAME = 90;

/** A column's name as the name of a graph's input or output may be. */
function graphName(column: string): string {
  const plain = column
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^A-Za-z0-9_-]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, LONGEST_NAME);
  if (plain === "") return "column";
  return /^[A-Za-z_]/.test(plain) ? plain : `column_${plain}`;
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let suffix = 2; taken.has(free); suffix++) free = `${name}_${suffix}`;
  taken.add(free);
  return free;
}
