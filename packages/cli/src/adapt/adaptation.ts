import {
  binary,
  classification,
  count,
  PolyheadError,
  regression,
  type FittedSpec,
  type TaskSpec,
} from "@polyhead/spec";
import {
  csv,
  imageFolder,
  jsonl,
  parquet,
  profileTable,
  type AdaptConfig,
  type TableProfile,
} from "@polyhead/trainer";
import { readdir, stat } from "node:fs/promises";
import type { TaskFlags } from "./adapted-kinds.ts";
import { loadConfig } from "../load-config.ts";
import { taskRole, type TaskRole } from "../propose/task-role.ts";

const SOURCES = { csv, jsonl, parquet };

/**
 * Tells what a model is to be adapted to from what was named: a config, a folder of pictures with a folder a class, or a file of
 * rows.
 *
 * @param spec the trained model's
 * @throws PolyheadError `usage` for flags that do not go together; what reading throws
 */
export async function readAdaptation(data: string, spec: FittedSpec, flags: TaskFlags): Promise<AdaptConfig> {
  if (/\.[cm]?[jt]s$/.test(data)) return ofConfig(data, flags);
  const { task } = flags;
  if (task === undefined)
    throw new PolyheadError(
      "usage",
      `--task should name the new task of ${data}: the column of its labels, or what the folders of a folder of pictures are.`,
      { details: { path: data } },
    );
  checkNew(task, spec);
  const info = await stat(data).catch(() => undefined);
  return info?.isDirectory() === true
    ? ofFolder(data, task, spec, flags)
    : ofTable(await profileTable(data), task, spec, flags);
}

async function ofConfig(path: string, { task, kind, classes, unit }: TaskFlags): Promise<AdaptConfig> {
  const given = Object.entries({ task, kind, classes, unit }).find(([, value]) => value !== undefined);
  if (given === undefined) return loadConfig(path);
  throw new PolyheadError(
    "usage",
    `--${given[0]} describes a task of a file of rows; the config ${path} describes its own. Leave it out.`,
    { details: { option: given[0] } },
  );
}

function checkNew(task: string, { inputs, tasks }: FittedSpec): void {
  if (Object.hasOwn(tasks, task))
    throw new PolyheadError(
      "config-invalid",
      `--task should name a task that the model does not have; it has ${Object.keys(tasks).join(", ")}. Give the column another name.`,
      { details: { task } },
    );
  const read = Object.entries(inputs).flatMap(([name, input]) =>
    "columns" in input ? input.columns : [name],
  );
  if (read.includes(task))
    throw new PolyheadError(
      "config-invalid",
      `--task should name what is to be predicted; the model reads "${task}" already. Name the column of the new task's labels.`,
      { details: { task, read } },
    );
}

async function ofFolder(
  folder: string,
  task: string,
  { inputs }: FittedSpec,
  flags: TaskFlags,
): Promise<AdaptConfig> {
  checkFlags({ kind: "classification" }, flags);
  const pictures = Object.entries(inputs).filter(([, { kind }]) => kind === "image");
  const [picture] = pictures;
  if (picture === undefined || pictures.length > 1 || Object.keys(inputs).length > 1)
    throw new PolyheadError(
      "usage",
      `A folder of pictures is for a model that reads one picture and nothing else; this one reads ${Object.keys(inputs).join(", ")}. Give a file of rows.`,
      { details: { inputs: Object.keys(inputs) } },
    );
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return {
    tasks: { [task]: classification({ classes: flags.classes ?? names.toSorted() }) },
    data: imageFolder({
      train: folder,
      resize: "cover",
      labels: [task],
      rename: { image: picture[0], label: task },
    }),
  };
}

function ofTable(profile: TableProfile, task: string, spec: FittedSpec, flags: TaskFlags): AdaptConfig {
  const column = profile.columns.find(({ name }) => name === task);
  if (column === undefined)
    throw new PolyheadError(
      "usage",
      `--task should name a column of ${profile.path}: ${profile.columns.map(({ name }) => name).join(", ")}. Received "${task}".`,
      { details: { path: profile.path, task } },
    );
  const values = column.values
    .map(({ value }) => value)
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
  const role = flags.kind === undefined ? taskRole(column, values) : roleOf(flags.kind, values);
  const names = profile.columns.map(({ name }) => name);
  // Labels of tasks that are trained already only count where these are trained on.
  const others = flags.trunkRate > 0 ? Object.keys(spec.tasks).filter((name) => names.includes(name)) : [];
  const options = {
    train: profile.path,
    labels: [task, ...others],
    missing: [...new Set(profile.columns.flatMap(({ missingTokens }) => missingTokens))],
    trim: profile.kind === "csv" && profile.columns.some(({ texts }) => texts?.padded === true),
    resize: "cover" as const,
  };
  const withNames = profile.kind === "csv" && profile.unnamed ? { ...options, columns: names } : options;
  return { tasks: { [task]: taskOf(role, flags) }, data: SOURCES[profile.kind](withNames) };
}

function roleOf(kind: NonNullable<TaskFlags["kind"]>, values: readonly string[]): TaskRole {
  return kind === "classification" ? { kind, classes: values } : { kind };
}

function taskOf(role: TaskRole, flags: TaskFlags): TaskSpec {
  const { classes, unit } = flags;
  checkFlags(role, flags);
  if (classes !== undefined) return role.kind === "binary" ? ofTwo(classes) : classification({ classes });
  switch (role.kind) {
    case "classification":
      return classification({ classes: role.classes });
    case "binary": {
      const { positive, negative } = role;
      return binary({
        ...(positive !== undefined && { positive }),
        ...(negative !== undefined && { negative }),
      });
    }
    case "count":
      return count();
    default:
      return regression(unit === undefined ? {} : { unit });
  }
}

/** @param role what kind of task it is, by its flag or else by its labels */
function checkFlags(role: Pick<TaskRole, "kind">, { kind, classes, unit }: TaskFlags): void {
  const refuse = (option: string, need: string, received: string): PolyheadError =>
    new PolyheadError(
      "usage",
      `${option} is for ${need}; the new task is a ${received}. Leave it out, or say another --kind.`,
      {
        details: { option, kind: received },
      },
    );
  if (classes !== undefined && (kind === "regression" || kind === "count"))
    throw refuse("--classes", "tasks of classes", kind);
  if (unit !== undefined && (classes !== undefined || role.kind !== "regression"))
    throw refuse("--unit", "a regression", classes === undefined ? role.kind : "classification");
}

/** @param classes the one that says no, and the one that says yes */
function ofTwo(classes: readonly string[]): TaskSpec {
  const [negative, positive] = classes;
  return classes.length === 2 && negative !== undefined && positive !== undefined
    ? binary({ negative, positive })
    : classification({ classes });
}
