import type { BadRowPolicy, TableProfile } from "@polyhead/trainer";
import type { Command } from "commander";
import { badRowOption } from "../bad-row-option.ts";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { columnTable, dataSummary } from "../terminal/data-summary.ts";
import { style } from "../terminal/style.ts";

const HELP = `
Of a config: rows, missing labels and class balance by task, how each column is spread, rows that repeat, test rows that are in
the training split too, and what else to look at before training. Of a file (.csv, .jsonl, each also .gz, .parquet): its columns.

Examples:
  $ polyhead data                       the data of ${DEFAULT_CONFIG}
  $ polyhead data --html data.html      the same as a page with histograms
  $ polyhead data census.csv --json     a file's columns, as JSON
`;

interface DataFlags {
  readonly html?: string;
  readonly json?: true;
  readonly onBadRow?: BadRowPolicy;
}

export function addData(program: Command): void {
  program
    .command("data")
    .argument("[file]", "a config, or a file of rows", DEFAULT_CONFIG)
    .description("look at data: missing labels, class balance, ranges, leaks between splits")
    .option("--html <file>", "write a page with histograms (of a config's data)")
    .addOption(badRowOption())
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action(dataCommand);
}

async function dataCommand(file: string, flags: DataFlags): Promise<void> {
  if (/\.[cm]?[jt]s$/.test(file)) await ofConfig(file, flags);
  else await ofFile(file, flags);
}

async function ofConfig(file: string, { html, json, onBadRow }: DataFlags): Promise<void> {
  const { loadConfig } = await import("../load-config.ts");
  const { overrideBadRows, reportSkipped } = await import("../override-bad-rows.ts");
  const { profileData, writeDataReport } = await import("@polyhead/trainer");
  const config = overrideBadRows(await loadConfig(file), onBadRow);
  const profile = await profileData(config);
  reportSkipped(config);
  if (json === true) process.stdout.write(`${JSON.stringify(profile, null, 2)}\n`);
  else process.stdout.write(dataSummary(config, profile));
  if (html === undefined) return;
  await writeDataReport(html, config.name, profile);
  process.stderr.write(`${style("bold", "page")}  ${html}\n`);
}

async function ofFile(file: string, { html, json, onBadRow }: DataFlags): Promise<void> {
  const { profileTable, skippedLines } = await import("@polyhead/trainer");
  const { PolyheadError } = await import("@polyhead/spec");
  if (html !== undefined)
    throw new PolyheadError("usage", `--html draws the data of a config; ${file} is a file of rows.`);
  const profile = await profileTable(file, onBadRow === undefined ? {} : { onBadRow });
  if (profile.skipped.count > 0) process.stderr.write(`${skippedLines(profile.skipped).join("\n")}\n`);
  if (json === true) process.stdout.write(`${JSON.stringify(profile, null, 2)}\n`);
  else process.stdout.write(fileSummary(profile));
}

function fileSummary({ path, rows, unnamed, columns }: TableProfile): string {
  const names = unnamed ? ", no header" : "";
  const lead = `${style("bold", path)}  ${rows.toLocaleString("en")} rows, ${columns.length} columns${names}\n`;
  return `\n${lead}\n${columnTable(columns)}`;
}
