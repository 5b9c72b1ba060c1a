import type { DecodedInput, FittedSpec, Inputs } from "@polyhead/spec";
import type { BackendName, ExampleToExplain, RunSummary } from "@polyhead/trainer";
import { Option, type Command } from "commander";
import { join } from "node:path";
import { BACKENDS } from "../backend-names.ts";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { interruptSignal } from "../interrupt.ts";
import type { NamedExample } from "../read-examples.ts";
import { explanationTable } from "../terminal/explanation-table.ts";
import { style } from "../terminal/style.ts";

const HELP = `
What to explain: numbers of held-out examples (of the config's test split, else of its validation rows), counted from 0; or, as for
\`polyhead predict\`, image files, JSON files or - for standard input. By default four held-out examples.

Every task's prediction is traced back to the inputs by integrated gradients, and for pictures by Grad-CAM. The page is one file
without scripts; Ctrl-C leaves none.

Examples:
  $ polyhead explain                       four held-out examples of the newest run in runs/
  $ polyhead explain 17 42                 these two
  $ polyhead explain cat.png dog.jpg -o pets.html
  $ polyhead explain people.json --json    everything, as JSON
`;

interface ExplainFlags {
  readonly config: string;
  readonly run?: string;
  readonly runs: string;
  readonly backend?: BackendName;
  readonly out?: string;
  readonly json?: true;
}

export function addExplain(program: Command): void {
  program
    .command("explain")
    .argument("[examples...]", "numbers of held-out examples, or files")
    .description("show what each task's predictions rest on, in an HTML page")
    .option("--run <run>", "directory of a run, or its name under --runs (default: the newest)")
    .option("--runs <directory>", "where runs are", "runs")
    .option("-c, --config <file>", "whose data held-out examples are from", DEFAULT_CONFIG)
    .addOption(
      new Option("-b, --backend <name>", "the engine (default: the best that starts)").choices(BACKENDS),
    )
    .option("-o, --out <file>", "the page (default: explanation.html in the run)")
    .option("--json", "print everything as JSON, and write no page")
    .addHelpText("after", HELP)
    .action(explainCommand);
}

/** Examples that are explained where none are named. */
const SHOWN = 4;

/** Examples whose mean stands for the mean example. */
const AVERAGED = 64;

async function explainCommand(args: readonly string[], flags: ExplainFlags): Promise<void> {
  const signal = interruptSignal();
  const { findRun } = await import("../find-run.ts");
  const { explainRun, presentExplanation, readSummary, writeExplanation } = await import("@polyhead/trainer");
  const { backend, json, out } = flags;
  const directory = await findRun(flags.run, flags.runs);
  const chosen = await examplesOf(await readSummary(directory), args, flags);
  const onEvent = presentExplanation(process.stderr);
  const { examples, ...reference } = chosen;
  const explanation = await explainRun(directory, examples, { ...reference, backend, onEvent, signal });
  if (json === true) {
    process.stdout.write(`${JSON.stringify(explanation, null, 2)}\n`);
    return;
  }
  const page = out ?? join(directory, "explanation.html");
  await writeExplanation(page, explanation);
  process.stdout.write(`\n${explanationTable(explanation)}\n${style("bold", "explanation")}  ${page}\n`);
}

interface Chosen {
  readonly examples: readonly ExampleToExplain[];
  readonly reference?: readonly ExampleToExplain[];
}

async function examplesOf(
  summary: RunSummary,
  args: readonly string[],
  { config }: ExplainFlags,
): Promise<Chosen> {
  const { heldOutExamples } = await import("@polyhead/trainer");
  const { loadConfig } = await import("../load-config.ts");
  const heldOut = async (which: readonly number[] | number): Promise<ExampleToExplain[]> =>
    heldOutExamples(await loadConfig(config), summary, which);
  const { spec } = summary;
  const areNumbers = args.every((arg) => /^\d+$/.test(arg));
  const examples = areNumbers
    ? await heldOut(args.length === 0 ? SHOWN : args.map(Number))
    : await namedExamples(spec, args);
  return needsReference(spec) ? { examples, reference: await heldOut(AVERAGED) } : { examples };
}

/** Whether what stands for an input has no mean of its own: values of columns are looked up in tables. */
function needsReference({ inputs }: FittedSpec): boolean {
  return Object.values(inputs).some(({ kind }) => kind === "categorical");
}

/** What the user names, as `predict` takes it. */
async function namedExamples(spec: FittedSpec, args: readonly string[]): Promise<ExampleToExplain[]> {
  const { readExamples } = await import("../read-examples.ts");
  const { noteResized } = await import("../note-resized.ts");
  const examples = await readExamples(spec, args, undefined);
  await noteResized(spec, examples, "cover");
  return Promise.all(examples.map((example) => decoded(spec, example)));
}

async function decoded(spec: FittedSpec, { source, inputs }: NamedExample): Promise<ExampleToExplain> {
  const { decodeImageFile } = await import("@polyhead/runtime");
  const values = await Promise.all(
    Object.entries((inputs as Partial<Inputs> | null) ?? {}).map(async ([name, value]) => {
      const { [name]: input } = spec.inputs;
      return input?.kind === "image" && typeof value === "string"
        ? [name, await decodeImageFile(input, value, name, "cover")]
        : [name, value];
    }),
  );
  return { source, inputs: Object.fromEntries(values) as Readonly<Record<string, DecodedInput>> };
}
