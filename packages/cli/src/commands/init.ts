import { messageOf, PolyheadError } from "@polyhead/spec";
import type { Command } from "commander";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { DEFAULT_CONFIG } from "../default-config.ts";
import { configText } from "../propose/config-text.ts";
import { pictureClasses, pictureConfig } from "../propose/picture-folder.ts";
import { propose } from "../propose/proposal.ts";
import { style } from "../terminal/style.ts";

/** Rows of a file that are looked at. */
const ROWS = 500_000;

const HELP = `
Writes ${DEFAULT_CONFIG}, and package.json, tsconfig.json and .gitignore where there are none. It overwrites nothing.

Of a file (.csv, .tsv, .jsonl, each also .gz, .parquet) it looks at the first ${ROWS.toLocaleString("en")} rows and proposes inputs, tasks and
their types; without --task it predicts the columns that are named like labels, or the last. Of a folder with a folder of PNG or JPEG
files for each class it takes these classes.

Examples:
  $ polyhead init
  $ polyhead init my-model
  $ polyhead init census.csv.gz --task income,marital
  $ polyhead init photos
`;

const CONFIG = `import { adam, cnn, defineModel, hardSharing, image, shapes, shapesTasks, uncertainty } from "polyhead";

export default defineModel({
  // Names the run and the exported file.
  name: "shapes",

  // What goes in: image({ height, width, channels }) or numeric({ columns: ["age", "hours"] }).
  inputs: { image: image({ height: 32, width: 32 }) },

  // What comes out, one named output each: classification({ classes: ["cat", "dog"] }) or regression({ unit: "kWh" }).
  // These four are what there is to predict from a picture of shapes(): shape, color, size and angle.
  tasks: shapesTasks,

  // Where labelled examples come from: pictures drawn in memory, so that this trains at once. With data of your own, use
  // csv({ train: "data.csv" }), jsonl, parquet, imageFolder, tagged or memory; \`polyhead init data.csv\` proposes a config.
  data: shapes({ count: 6000, testCount: 500 }),

  // The layers that all tasks share: cnn() for an image, mlp() for numbers.
  trunk: cnn({ filters: [16, 32, 64], dense: 128 }),
  sharing: hardSharing(),

  // How the tasks' losses are weighed: equal(), or uncertainty(), which learns the weights (Kendall et al. 2018).
  balancing: uncertainty(),

  // All optional; the optimizers are adam(), adamw() and sgd().
  training: {
    epochs: 5,
    batchSize: 32,
    optimizer: adam({ learningRate: 0.003 }),
    validationSplit: 0.1,
    seed: 0,
  },
});
`;

const TSCONFIG = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  },
};

export function addInit(program: Command): void {
  program
    .command("init")
    .argument(
      "[start]",
      "where to start, made when missing; or a file of rows or a folder of pictures to start from, here",
      ".",
    )
    .description(`write a ${DEFAULT_CONFIG} that trains at once`)
    .option("-t, --task <columns>", "what to predict from a file's other columns, names apart by commas")
    .addHelpText("after", HELP)
    .action(initCommand);
}

async function initCommand(start: string, { task }: { readonly task?: string }): Promise<void> {
  const isFile = (await stat(start).catch(() => undefined))?.isFile() === true;
  const classes = isFile ? undefined : await pictureClasses(start);
  if (!isFile && task !== undefined)
    throw new PolyheadError("usage", `--task names columns of a file of rows; there is no file ${start}.`);
  const isData = isFile || classes !== undefined;
  const directory = isData ? "." : start;
  await checkNew(directory);
  const proposed = isFile ? await configOf(start, task) : classes && configOfPictures(start, classes);
  await writeModel(directory, proposed ?? CONFIG);
  const enter = resolve(directory) === process.cwd() ? [] : [`cd ${directory}`];
  const look = isData ? ["npx polyhead data"] : [];
  const steps = [...enter, "npm install", ...look, "npx polyhead train", "npx polyhead export"];
  process.stdout.write(`\n${style("bold", "Next")}\n${steps.map((step) => `  ${step}\n`).join("")}`);
}

/** A config for a file of rows. */
async function configOf(file: string, task: string | undefined): Promise<string> {
  const { profileTable, skippedLines } = await import("@polyhead/trainer");
  const profile = await profileTable(file, { limit: ROWS, onBadRow: "skip" });
  if (profile.skipped.count > 0) process.stderr.write(`${skippedLines(profile.skipped).join("\n")}\n`);
  const name = nameOf(basename(file).replace(/\.[a-z]+(\.gz)?$/i, ""));
  const tasks = task?.split(",").map((column) => column.trim());
  return configText(name, slashed(file), propose(profile, tasks));
}

function configOfPictures(folder: string, classes: readonly string[]): string {
  return pictureConfig(nameOf(basename(resolve(folder))), slashed(folder), classes);
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

async function writeModel(directory: string, config: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    if (!(await writeNew(directory, DEFAULT_CONFIG, config))) throw alreadyThere(directory);
    await writeNew(directory, "package.json", json(packageOf(directory)));
    await writeNew(directory, "tsconfig.json", json(TSCONFIG));
    await writeNew(directory, ".gitignore", "node_modules/\nruns/\n");
  } catch (cause) {
    if (cause instanceof PolyheadError) throw cause;
    throw new PolyheadError(
      "file-unwritable",
      `A model cannot be started in ${directory} (${messageOf(cause)}).`,
      {
        cause,
        details: { path: directory },
      },
    );
  }
}

/** Before a large file is read for nothing. */
async function checkNew(directory: string): Promise<void> {
  const there = await stat(join(directory, DEFAULT_CONFIG)).catch(() => undefined);
  if (there !== undefined) throw alreadyThere(directory);
}

function alreadyThere(directory: string): PolyheadError {
  return new PolyheadError(
    "usage",
    `There is a ${DEFAULT_CONFIG} in ${directory} already; it is left as it is.`,
  );
}

/** Writes a file that is not there yet, and says so; leaves one that is. */
async function writeNew(directory: string, file: string, content: string): Promise<boolean> {
  const path = join(directory, file);
  try {
    await writeFile(path, content, { flag: "wx" });
    process.stdout.write(`wrote ${path}\n`);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function packageOf(directory: string): unknown {
  return {
    name: nameOf(basename(resolve(directory))),
    private: true,
    type: "module",
    scripts: { train: "polyhead train", export: "polyhead export" },
    dependencies: { polyhead: `^${packageJson.version}` },
  };
}

function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "model" : name;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
