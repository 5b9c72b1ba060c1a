import { messageOf, PolyheadError, type Inputs, type ModelShape } from "@polyhead/spec";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** One thing to predict from. */
export interface NamedExample {
  /** where it came from, for people: a path, `census.json[2]`; empty for the one example of `--json` */
  readonly source: string;
  /** by input name, not checked yet */
  readonly inputs: Inputs;
}

/**
 * Reads what `predict` was given: images, texts, files of JSON, `-` for JSON on standard input, and the text of `--json`.
 *
 * JSON is one example or a list of them. An example is `{ input: value }`, for a model with one input the value alone, or a row
 * of a table, `{ "age": 39, "job": "clerk" }`, whose columns go to the inputs that have them; an image is given by its path.
 *
 * @throws PolyheadError `usage`, `file-missing`, `input-invalid`
 */
export async function readExamples(
  manifest: Pick<ModelShape, "inputs">,
  args: readonly string[],
  json: string | undefined,
): Promise<NamedExample[]> {
  const groups = await Promise.all(args.map((arg) => readArgument(manifest, arg)));
  const examples = groups.flat();
  if (json !== undefined) examples.push(...fromJson(manifest, json, "--json"));
  if (examples.length > 0) return examples;
  throw new PolyheadError(
    "usage",
    "There should be something to predict from: image files, files of rows, JSON files, - for standard input, or --json.",
  );
}

async function readArgument(manifest: Pick<ModelShape, "inputs">, arg: string): Promise<NamedExample[]> {
  if (arg === "-") return fromStandardInput(manifest, await text(process.stdin));
  if (arg.endsWith(".json")) return fromJson(manifest, await readText(arg), arg);
  const [[input, spec] = [], ...others] = Object.entries(manifest.inputs);
  if (input !== undefined && spec?.kind === "image" && others.length === 0) {
    return [{ source: arg, inputs: { [input]: arg } }];
  }
  if (input !== undefined && spec?.kind === "text" && others.length === 0) {
    return [{ source: arg, inputs: { [input]: arg } }];
  }
  const names = Object.entries(manifest.inputs).map(([name, { kind }]) => `"${name}" (${kind})`);
  throw new PolyheadError(
    "usage",
    `The model takes ${names.join(" and ")}, which one file such as ${arg} cannot give; give a .json file, a file of rows, or JSON on standard input with -.`,
    { details: { argument: arg } },
  );
}

/** JSON, or for a model with one text input a text a line. */
function fromStandardInput(manifest: Pick<ModelShape, "inputs">, given: string): NamedExample[] {
  const [[input, spec] = [], ...others] = Object.entries(manifest.inputs);
  if (input === undefined || spec?.kind !== "text" || others.length > 0 || /^\s*[[{"]/u.test(given))
    return fromJson(manifest, given, "standard input");
  const lines = given.split(/\r?\n/u).filter((line) => line.trim() !== "");
  return lines.map((line) => ({ source: line, inputs: { [input]: line } }));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new PolyheadError("file-missing", `The file ${path} cannot be read (${messageOf(cause)}).`, {
      cause,
      details: { path },
    });
  }
}

function fromJson(manifest: Pick<ModelShape, "inputs">, json: string, source: string): NamedExample[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PolyheadError("input-invalid", `The JSON of ${source} does not parse (${messageOf(cause)}).`, {
      cause,
    });
  }
  const list: readonly unknown[] = isList(manifest, value) ? value : [value];
  return list.map((example, index) => ({
    source: list.length === 1 ? (source === "--json" ? "" : source) : `${source}[${index}]`,
    inputs: byInput(manifest, example),
  }));
}

/** A list of cells is one row where the model takes a row of a table and nothing else. */
function isList(manifest: Pick<ModelShape, "inputs">, value: unknown): value is readonly unknown[] {
  const [spec, ...others] = Object.values(manifest.inputs);
  const takesRow = spec !== undefined && "columns" in spec && others.length === 0;
  return Array.isArray(value) && !(takesRow && value.length > 0 && value.every(isCell));
}

function isCell(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** `{ input: value }` of what is that already, the value of the only input, or a row of a table. */
function byInput({ inputs }: Pick<ModelShape, "inputs">, example: unknown): Inputs {
  if (isByInput(inputs, example)) return example as Inputs;
  const [single, ...others] = Object.keys(inputs);
  if (single !== undefined && others.length === 0) return { [single]: example } as Inputs;
  return (isRow(inputs, example) ? fromRow(inputs, example) : example) as Inputs;
}

/** A column may have the name of an input; only the input's value is more than a cell. */
function isByInput(inputs: ModelShape["inputs"], example: unknown): boolean {
  if (typeof example !== "object" || example === null || Array.isArray(example)) return false;
  const entries = Object.entries(example);
  return (
    entries.length > 0 &&
    entries.every(([name, value]) => {
      const { [name]: spec } = inputs;
      return spec !== undefined && !("columns" in spec && isCell(value));
    })
  );
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Whether it has columns of the inputs by their names, and no input that has columns.
 *
 * @throws PolyheadError `input-invalid` for a row with something else besides
 */
function isRow(inputs: ModelShape["inputs"], example: unknown): example is Row {
  if (typeof example !== "object" || example === null || Array.isArray(example)) return false;
  const specs = Object.entries(inputs);
  const columns = new Set(specs.flatMap(([, spec]) => ("columns" in spec ? spec.columns : [])));
  const others = Object.keys(example).filter((name) => !columns.has(name));
  if (others.length === Object.keys(example).length) return false;
  if (others.some((name) => inputs[name] !== undefined && "columns" in inputs[name])) return false;
  const unknown = others.find((name) => inputs[name] === undefined);
  if (unknown === undefined) return true;
  throw new PolyheadError(
    "input-invalid",
    `A row should hold columns of the model's inputs (see \`polyhead inspect\`); "${unknown}" is none of them.`,
    { details: { column: unknown } },
  );
}

function fromRow(inputs: ModelShape["inputs"], row: Row): Row {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, spec]) => {
      if (!("columns" in spec)) return Object.hasOwn(row, name) ? [[name, row[name]]] : [];
      const own = spec.columns.filter((column) => Object.hasOwn(row, column));
      return [[name, Object.fromEntries(own.map((column) => [column, row[column]]))]];
    }),
  );
}
