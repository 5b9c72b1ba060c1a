import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Evaluation } from "@polyhead/trainer";
import Papa from "papaparse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, start, workDirectory, type Outcome } from "../fixture/polyhead.ts";

// Numbers with a decimal comma and gaps, names of columns that differ from the config's: what only the config tells.
const CONFIG = `import { binary, categorical, csv, dates, defineModel, mlp, numeric, regression } from "polyhead";

export default defineModel({
  name: "people",
  inputs: {
    figures: numeric({ columns: ["age", "hours"], missing: "mean" }),
    job: categorical({ columns: ["job"] }),
    since: dates({ columns: ["hired"] }),
  },
  tasks: { rich: binary(), wage: regression({ loss: "gaussian", unit: "€" }) },
  data: csv({ train: "train.csv", test: "test.csv", decimal: ",", missing: ["?"], rename: { "Age (years)": "age" } }),
  trunk: mlp({ units: [8] }),
  training: { epochs: 4, batchSize: 32 },
});
`;
const HEADER = "id;Age (years);hours;job;hired;rich;wage";
const JOBS = ["clerk", "cook", "?"];

/** 0 to 1, all over the place. */
const noise = (at: number): number => Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 1;

function line(at: number): string {
  const [age, hours] = [20 + 50 * noise(at), 10 + 40 * noise(at + 0.5)];
  const number = (value: number): string => value.toFixed(2).replace(".", ",");
  const job = JOBS[at % JOBS.length] ?? "";
  const rich = age + hours + 30 * noise(at + 0.7) > 85 ? "yes" : "no";
  return `${at};${at % 10 === 0 ? "?" : number(age)};${number(hours)};${job};2020-0${1 + (at % 9)}-05;${rich};${number(age * hours)}`;
}

const lines = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => line(from + at));

let directory: string;
const run = (...args: string[]): Promise<Outcome> => polyhead(args, directory);
const write = (name: string, rows: readonly string[], header = HEADER): Promise<void> =>
  writeFile(join(directory, name), `${[header, ...rows].join("\n")}\n`);
const table = async (name: string): Promise<readonly Record<string, string>[]> =>
  Papa.parse<Record<string, string>>(await readFile(join(directory, name), "utf8"), {
    header: true,
    skipEmptyLines: true,
  }).data;

beforeAll(async () => {
  directory = await workDirectory();
  await writeFile(join(directory, "polyhead.config.ts"), CONFIG);
  await write("train.csv", lines(0, 300));
  await write("test.csv", lines(1000, 300));
  await run("train", "--backend", "cpu");
  await run("export");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("what is written has the accuracy that evaluate tells, a row each in the file's order", async () => {
  const { code, stdout, stderr } = await run("predict", "test.csv", "-o", "predictions.csv");
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: "file     predictions.csv  300 rows\n",
    stderr: "",
  });
  const rows = await table("predictions.csv");
  expect(Object.keys(rows[0] ?? {})).toEqual(["row", "rich", "rich_probability", "wage", "wage_deviation"]);
  expect(rows.map(({ row }) => Number(row))).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
  const labels = await table("test.csv");
  const right = rows.filter(({ rich }, at) => rich === labels[at]?.["rich"]).length;
  const errors = rows.map(({ wage }, at) =>
    Math.abs(Number(wage) - Number(labels[at]?.["wage"]?.replace(",", "."))),
  );
  const evaluated = await run("evaluate", "--model", "people.onnx", "--split", "test", "--json");
  const { splits } = JSON.parse(evaluated.stdout) as Evaluation;
  const { rich, wage } = splits.test?.tasks ?? {};
  expect(right / 300).toBeCloseTo(rich?.metrics["accuracy"] ?? Number.NaN, 10);
  expect(errors.reduce((sum, each) => sum + each, 0) / 300).toBeCloseTo(
    wage?.metrics["mae"] ?? Number.NaN,
    3,
  );
  expect(new Set(rows.map((row) => row["rich"]))).toEqual(new Set(["yes", "no"]));
});

test("without a config, a plain file of any kind gives the same, labels or not, gzip or not", async () => {
  const plain = (await table("test.csv")).map((row) => ({
    age: row["Age (years)"] === "?" ? null : Number(row["Age (years)"]?.replace(",", ".")),
    hours: Number(row["hours"]?.replace(",", ".")),
    job: row["job"] === "?" ? null : row["job"],
    hired: row["hired"],
  }));
  const elsewhere = await workDirectory();
  await writeFile(join(elsewhere, "new.csv.gz"), gzipSync(Papa.unparse(plain)));
  await writeFile(join(elsewhere, "new.tsv"), Papa.unparse(plain, { delimiter: "\t" }));
  await writeFile(join(elsewhere, "new.jsonl"), plain.map((row) => JSON.stringify(row)).join("\n"));
  const model = join(directory, "people.onnx");
  const expected = await readFile(join(directory, "predictions.csv"), "utf8");
  for (const name of ["new.csv.gz", "new.tsv", "new.jsonl"]) {
    const { code, stderr } = await polyhead(["predict", "-m", model, name, "-o", "p.csv"], elsewhere);
    expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: "" });
    expect(await readFile(join(elsewhere, "p.csv"), "utf8")).toBe(expected);
  }
  await rm(elsewhere, { recursive: true });
});

test("the first rows are shown, and all printed or written as JSON lines with every figure", async () => {
  const shown = await run("predict", "people.onnx", "test.csv");
  expect(shown.stdout.trimEnd().split("\n")).toHaveLength(10);
  expect(shown.stdout).toMatch(/^test\.csv, row 1 +rich: (yes|no) \d\.\d\d +wage: -?\d+ ± \d+ €$/m);
  expect(shown.stderr).toBe(
    "These are the first 10 rows; -o predictions.csv writes all, --format json prints them.\n",
  );
  const printed = await run("predict", "test.csv", "--format", "json");
  const list = printed.stdout.trimEnd().split("\n");
  expect(list).toHaveLength(300);
  expect(JSON.parse(list[299] ?? "")).toMatchObject({
    source: "test.csv, row 300",
    predictions: { rich: { class: expect.stringMatching(/yes|no/) as string } },
  });
  await run("predict", "test.csv", "-o", "predictions.jsonl");
  expect(await readFile(join(directory, "predictions.jsonl"), "utf8")).toBe(printed.stdout);
});

test("gaps and categories that were never met predict", async () => {
  await write("gaps.csv", ["1;;40,5;astronaut;", "2;?;;;2021-05-05"], "id;Age (years);hours;job;hired");
  expect(await run("predict", "gaps.csv", "-o", "gaps-out.csv")).toMatchObject({ code: 0, stderr: "" });
  const rows = await table("gaps-out.csv");
  expect(rows).toHaveLength(2);
  for (const { rich, wage } of rows) {
    expect(rich).toMatch(/^(yes|no)$/);
    expect(Number.isFinite(Number(wage))).toBe(true);
  }
});

test("a wrong row ends it with its place, or is passed over and leaves its number out", async () => {
  await write("bad.csv", [line(1), line(2).replace(";2", ";x2"), line(3)]);
  const refused = await run("predict", "bad.csv", "-o", "bad-out.csv");
  expect(refused).toMatchObject({ code: 3, stdout: "" });
  expect(refused.stderr).toMatch(
    /^.*bad\.csv, row 2: column "(age|Age \(years\))" should hold a number.*\n$/,
  );
  const skipped = await run("predict", "bad.csv", "-o", "bad-out.csv", "--on-bad-row", "skip");
  expect(skipped.stderr).toMatch(/^skipped 1 bad row of bad\.csv:\n {8}bad\.csv, row 2/);
  expect((await table("bad-out.csv")).map(({ row }) => row)).toEqual(["1", "3"]);
  await write("late.csv", [line(1), line(2).replace(/2020-\S{5}/, "soon")]);
  const late = await run("predict", "late.csv", "--format", "json");
  expect(late).toMatchObject({ code: 3, stdout: "" });
  expect(late.stderr).toMatch(/late\.csv, row 2: .*"soon"/);
});

test.each([
  [3, ["short.csv"], 'short.csv should have the column "hours"'],
  [3, ["nowhere.csv"], "nowhere.csv"],
  [2, ["test.csv", "-o", "test.csv"], "should be another file than test.csv"],
  [2, ["test.csv", "-o", "predictions.xlsx"], "--output should end in .csv or .jsonl"],
  [2, ["test.csv", "short.csv"], "one at a time"],
  [3, ["test.csv", "--config", "other.config.ts"], "should be the one that people.onnx was trained with"],
  [1, ["test.csv", "-o", "missing/p.csv"], "cannot be written"],
])("predict ends with %i for %j", async (code, args, message) => {
  await write("short.csv", ["1;2"], "Age (years);job");
  await writeFile(join(directory, "other.config.ts"), CONFIG.replace('"age", "hours"', '"age"'));
  const outcome = await run("predict", ...args);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(message);
  expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("Ctrl-C leaves no half file", async () => {
  const many = lines(0, 2000).join("\n");
  await writeFile(join(directory, "many.csv"), `${HEADER}\n${`${many}\n`.repeat(200)}`);
  const before = await readdir(directory);
  const { child, outcome } = start(["predict", "many.csv", "-o", "many-out.csv"], directory);
  let part: string | undefined;
  while (part === undefined && child.exitCode === null) {
    part = (await readdir(directory)).find((name) => name.startsWith(".many-out.csv"));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(part).toBeDefined();
  child.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toMatch(/Predicting was interrupted after [\d,]+ rows\.\n$/);
  expect(await readdir(directory)).toEqual(before);
});
