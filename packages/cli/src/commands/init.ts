import { messageOf, PolyheadError } from "@polyhead/spec";
import type { Command } from "commander";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { DEFAULT_CONFIG } from "../default-config.ts";
import { style } from "../terminal/style.ts";

const HELP = `
Writes ${DEFAULT_CONFIG}, and package.json, tsconfig.json and .gitignore where there are none. It overwrites nothing.

Examples:
  $ polyhead init
  $ polyhead init my-model
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

  // Where labelled examples come from: pictures drawn in memory, so that this trains at once. With data of your own,
  // use memory({ train, test }), each a list of { inputs: { image }, labels: { shape, color, size, angle } }.
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
    .argument("[directory]", "where to start; made when missing", ".")
    .description(`write a ${DEFAULT_CONFIG} that trains at once`)
    .addHelpText("after", HELP)
    .action(initCommand);
}

async function initCommand(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    if (!(await writeNew(directory, DEFAULT_CONFIG, CONFIG))) {
      throw new PolyheadError(
        "usage",
        `There is a ${DEFAULT_CONFIG} in ${directory} already; it is left as it is.`,
      );
    }
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
  const enter = resolve(directory) === process.cwd() ? [] : [`cd ${directory}`];
  const steps = [...enter, "npm install", "npx polyhead train", "npx polyhead export"];
  process.stdout.write(`\n${style("bold", "Next")}\n${steps.map((step) => `  ${step}\n`).join("")}`);
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
  const name = basename(resolve(directory))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return {
    name: name === "" ? "model" : name,
    private: true,
    type: "module",
    scripts: { train: "polyhead train", export: "polyhead export" },
    dependencies: { polyhead: `^${packageJson.version}` },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
