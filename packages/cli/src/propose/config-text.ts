import type { Proposal, ProposedInput, ProposedTask } from "./proposal.ts";

/** Of fewer rows none is held out: there might be none that is drawn. */
const FEW_ROWS = 40;

/** Side of pictures that a model takes, in pixels. */
const SIDE = 64;

/** Columns of a task's or an input's line. */
const WIDTH = 100;

/**
 * The config that a proposal stands for, with comments.
 *
 * @param name of the model
 * @param path of the file, as the config should name it
 */
export function configText(name: string, path: string, proposal: Proposal): string {
  const { inputs, tasks, leftOut, profile } = proposal;
  const functions = new Set([
    "defineModel",
    profile.kind,
    "uncertainty",
    ...inputs.flatMap(inputFunctions),
    ...tasks.map(({ role }) => role.kind),
    trunk(inputs).name,
  ]);
  const seen = profile.whole
    ? ""
    : `, in its first ${count(profile.rows)} rows: look whether there are others`;
  return `import { ${[...functions].toSorted((one, other) => one.localeCompare(other)).join(", ")} } from "polyhead";

// Proposed from ${count(profile.rows)} rows of ${path}${profile.whole ? "" : " and more that were not looked at"}; every line is yours to change.
export default defineModel({
  // Names the run and the exported file.
  name: ${text(name)},

  // What goes in.${leftOutNote(leftOut)}
  inputs: {
${inputs.map((input) => `    ${key(input.name)}: ${inputCall(input)},`).join("\n")}
  },

  // What comes out, one named output each; classes are those of the file${seen}.
  tasks: {
${tasks.map((task) => taskLine(task, tasks.length)).join("\n")}
  },

  // Rows are read from the file${profile.rows < FEW_ROWS ? ", which has too few to hold some out" : "; a fifth of them is held out to test on, the same ones each time"}.${rowNote(proposal)}
  data: ${dataCall(path, proposal)},

  // The layers that all tasks share.
  trunk: ${trunk(inputs).call},

  // How the tasks' losses are weighed: uncertainty() learns it (Kendall et al. 2018); \`polyhead train --balancing\` tries others.
  balancing: uncertainty(),

  training: ${training(profile.rows)},
});
`;
}

/** The columns that are left out, a line each. */
function leftOutNote(leftOut: Proposal["leftOut"]): string {
  const lines = leftOut.slice(0, LISTED).map(({ column, reason }) => onOneLine(`${column}: ${reason}`));
  const more = leftOut.length > LISTED ? [`and ${leftOut.length - LISTED} more`] : [];
  return leftOut.length === 0 ? "" : [" Left out are", ...lines, ...more].join("\n  //   ");
}

/** Columns may have any name, and a comment ends with its line. */
function onOneLine(note: string): string {
  return note.replaceAll(/\s+/g, " ");
}

/** What is odd about the rows, and what the options below make of it. */
function rowNote({ profile, wrongRows, missing }: Proposal): string {
  const {
    columns,
    numberFormat: { decimal, thousands },
    skipped,
  } = profile;
  const marks = columns.filter(({ strayTexts }) => strayTexts.some((text) => missing.includes(text)));
  const astray = columns.filter((column) => column.strays > 0 && !marks.includes(column));
  const wrong = [
    ...(skipped.count > 0 ? [`${count(skipped.count)} with other numbers of cells`] : []),
    ...astray.map(({ name, strays }) => `${count(strays)} without a number in ${name}`),
  ];
  const notes = [
    ...(decimal === undefined && thousands === undefined
      ? []
      : ["Numbers seem to be written as `decimal` and `thousands` say."]),
    ...(marks.length === 0
      ? []
      : [
          `Texts among the numbers of ${listed(marks.map(({ name }) => name))} are taken for missing values.`,
        ]),
    ...(wrongRows === 0
      ? []
      : [
          `Rows that are wrong are passed over (${listed(wrong)}), and counted each time: correct them if you can.`,
        ]),
  ];
  return notes.map((note) => `\n  // ${onOneLine(note)}`).join("");
}

function inputFunctions({ role }: ProposedInput): readonly string[] {
  return role.kind === "text" ? ["text", role.tokens] : [role.kind];
}

function inputCall({ role, columns, gaps }: ProposedInput): string {
  if (role.kind === "image") return `image({ height: ${SIDE}, width: ${SIDE} })`;
  if (role.kind === "text") return `text({ tokens: ${role.tokens}() })`;
  const missing = role.kind === "numeric" && gaps ? ['missing: "mean"'] : [];
  return call(role.kind, [`columns: ${list(columns, 6)}`, ...missing], 4);
}

function taskLine({ name, role, column }: ProposedTask, tasks: number): string {
  const { missing, count: rows } = column;
  const gaps =
    missing === 0
      ? ""
      : ` // ${count(missing)} of ${count(rows)} labels are missing: those rows teach ${tasks === 1 ? "nothing" : "the other tasks"}`;
  return `    ${key(name)}: ${taskCall(role)},${gaps}`;
}

function taskCall(role: ProposedTask["role"]): string {
  if (role.kind === "classification") return `classification({ classes: ${list(role.classes, 6)} })`;
  if (role.kind === "multiLabel") return `multiLabel({ labels: ${list(role.labels, 6)} })`;
  if (role.kind === "binary" && role.positive !== undefined)
    return `binary({ positive: ${text(role.positive)}, negative: ${text(role.negative ?? "")} })`;
  return `${role.kind}()`;
}

function dataCall(path: string, { profile, inputs, missing, trim, rename, wrongRows }: Proposal): string {
  const { decimal, thousands } = profile.numberFormat;
  const options = [
    `train: ${text(path)}`,
    ...(profile.rows < FEW_ROWS ? [] : ["test: 0.2"]),
    ...(profile.unnamed
      ? [
          `columns: ${list(
            profile.columns.map(({ name }) => name),
            4,
          )}`,
        ]
      : []),
    ...(missing.length > 0 ? [`missing: ${list(missing, 4)}`] : []),
    ...(trim ? ["trim: true"] : []),
    ...(decimal === undefined ? [] : [`decimal: ${text(decimal)}`]),
    ...(thousands === undefined ? [] : [`thousands: ${text(thousands)}`]),
    ...(Object.keys(rename).length > 0 ? [`rename: ${record(rename)}`] : []),
    ...(inputs.some(({ role }) => role.kind === "image") ? ['resize: "cover"'] : []),
    ...(wrongRows > 0 ? ['onBadRow: "skip"'] : []),
  ];
  return call(profile.kind, options, 2);
}

/** A call on one line, or with an option a line where it is long. */
function call(name: string, options: readonly string[], indent: number): string {
  const line = `${name}({ ${options.join(", ")} })`;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  const space = " ".repeat(indent);
  return `${name}({\n${options.map((option) => `${space}  ${option},\n`).join("")}${space}})`;
}

function trunk(inputs: readonly ProposedInput[]): { readonly name: string; readonly call: string } {
  if (inputs.some(({ role }) => role.kind === "text")) return { name: "textCnn", call: "textCnn()" };
  if (inputs.some(({ role }) => role.kind === "image"))
    return { name: "cnn", call: "cnn({ filters: [32, 64, 128], dense: 128 })" };
  return { name: "mlp", call: "mlp({ units: [128, 64] })" };
}

/** Some thousands of steps, whatever the number of rows. */
function training(rows: number): string {
  const batchSize = rows < 5000 ? 32 : rows < 50_000 ? 128 : 512;
  const epochs = Math.max(3, Math.min(60, Math.round((4000 * batchSize) / rows)));
  return `{ epochs: ${epochs}, batchSize: ${batchSize}, validationSplit: ${rows < FEW_ROWS ? 0 : 0.1}, seed: 0 }`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

function record(entries: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(entries)
    .map(([from, to]) => `${key(from)}: ${text(to)}`)
    .join(", ")} }`;
}

/** A list on one line, or on several where it is long. */
function list(values: readonly string[], indent: number): string {
  const line = `[${values.map(text).join(", ")}]`;
  if (line.length <= WIDTH) return line;
  const lines: string[] = [];
  for (const value of values) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + value.length + 4 <= WIDTH)
      lines[lines.length - 1] = `${last} ${text(value)},`;
    else lines.push(`${text(value)},`);
  }
  const space = " ".repeat(indent);
  return `[\n${lines.map((one) => `${space}  ${one}\n`).join("")}${space}]`;
}

const LISTED = 12;

function listed(texts: readonly string[]): string {
  return texts.length > LISTED
    ? `${texts.slice(0, LISTED).join(", ")} and ${texts.length - LISTED} more`
    : texts.join(", ");
}

function count(value: number): string {
  return value.toLocaleString("en");
}
