import { PolyheadError, type ModelShape } from "@polyhead/spec";
import { inputMapping } from "./input-kinds.ts";

/** Which columns of a file a model takes, by the file's own names. */
export interface ColumnPlan {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** one column a task */
  readonly tasks: Readonly<Record<string, string>>;
  /** all of these, each once */
  readonly wanted: readonly string[];
}

/**
 * Plans the columns of a model's inputs and tasks: an input or task takes the column of its own name, kinds of several
 * columns take those.
 *
 * @param rename the config's name by the file's
 * @param labels the tasks that the files have labels of
 * @throws PolyheadError `config-invalid`
 */
export function columnPlan(
  shape: ModelShape,
  rename: Readonly<Record<string, string>>,
  labels: readonly string[] = Object.keys(shape.tasks),
): ColumnPlan {
  const unknown = labels.find((name) => !Object.hasOwn(shape.tasks, name));
  if (unknown !== undefined)
    throw new PolyheadError(
      "config-invalid",
      `\`labels\` should name tasks of the model (${Object.keys(shape.tasks).join(", ")}); received "${unknown}".`,
      { details: { unknown } },
    );
  const fileName = fileNames(rename);
  const inputs = Object.fromEntries(
    Object.entries(shape.inputs).map(([name, spec]) => [
      name,
      inputMapping(spec).columns(name, spec).map(fileName),
    ]),
  );
  const tasks = Object.fromEntries(labels.map((name) => [name, fileName(name)]));
  const wanted = [...new Set([...Object.values(inputs).flat(), ...Object.values(tasks)])];
  return { inputs, tasks, wanted };
}

function fileNames(rename: Readonly<Record<string, string>>): (name: string) => string {
  const renamed = new Map(Object.entries(rename).map(([file, config]) => [config, file]));
  if (renamed.size < Object.keys(rename).length)
    throw new PolyheadError(
      "config-invalid",
      `\`rename\` should give each column a name of its own; received ${JSON.stringify(rename)}.`,
      { details: { rename } },
    );
  return (name) => renamed.get(name) ?? name;
}
