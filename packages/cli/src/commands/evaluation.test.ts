import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Baselines, Evaluation, RunSummary, SplitEvaluation } from "@polyhead/trainer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, start, workDirectory, writeNumbersConfig, type Outcome } from "../fixture/polyhead.ts";

let directory: string;
let own: string;
const run = (...args: string[]): Promise<Outcome> => polyhead(args, directory);
const json = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, "utf8")) as T;

beforeAll(async () => {
  directory = await workDirectory();
  await writeNumbersConfig(directory, 8);
  // With another seed and sharing than the config's: what was held out, and what single-task models leave out, is told by the run.
  await run("train", "--backend", "cpu", "--seed", "5", "--sharing", "mmoe");
  const [name = ""] = await readdir(join(directory, "runs"));
  own = join(directory, "runs", name);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("evaluate tells what the run measured, and more", async () => {
  const { code, stdout, stderr } = await run("evaluate", "--backend", "cpu");
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^engine +cpu .*\ntrain +360 examples\nvalidation +40 examples\ntest +100 examples\n$/,
  );
  expect(stdout).toMatch(/^larger +accuracy +[01]\.\d{3} +[01]\.\d{3} +[01]\.\d{3}$/m);
  expect(stdout).toMatch(/^larger, test: label ↓ predicted → +first +second$/m);
  expect(stdout).toMatch(/^sum \(m\)( +-?\d[\d.]*){7}$/m);
  expect(stdout).toMatch(/^next +polyhead baselines runs\/numbers-/m);
  const { splits } = await json<Evaluation>(join(own, "evaluation.json"));
  const { metrics } = await json<RunSummary>(join(own, "run.json"));
  const figures = Object.entries(splits).map(([split, { tasks }]) => [split, metricsOf({ tasks })]);
  expect(Object.fromEntries(figures)).toEqual(metrics);
});

test("an exported file has the figures of its run, to rounding", async () => {
  await run("export");
  const [, name = ""] = /([^/]+)$/.exec(own) ?? [];
  const { code, stdout } = await run("evaluate", name, "--model", "numbers.onnx", "--json");
  expect(code).toBe(0);
  const file = JSON.parse(stdout) as Evaluation;
  const ours = await json<Evaluation>(join(own, "evaluation.json"));
  expect(file.weights).toBe("numbers.onnx");
  expect(file.splits).toEqual(aboutAs(ours.splits));
});

test("baselines go on after Ctrl-C, and evaluate compares with them", async () => {
  const command = ["baselines", "--backend", "cpu", "--seeds", "2"];
  const { child, until, outcome } = start(command, directory);
  await until(/^2\/4/m);
  child.kill("SIGINT");
  const stopped = await outcome;
  expect(stopped).toMatchObject({ code: 130, stdout: "" });
  expect(stopped.stderr).toContain("interrupted");
  const { code, stdout, stderr } = await run(...command);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^1\/4 larger, seed 5 {2}(resumed|finished before)$/m);
  expect(stderr).toMatch(/^4\/4 sum, seed 6/m);
  expect(stdout).toMatch(/^sum +MAE +0\.\d{3} +0\.\d{3} ± 0\.\d{3} +[+−][\d.]+ ± [\d.]+ %$/m);
  expect(stdout).toMatch(/^Δm +[+−]/m);
  const { deltaM } = await json<Baselines>(join(own, "baselines.json"));
  expect(await readFile(join(own, "report.html"), "utf8")).toContain("Against single-task models");
  const evaluated = await run("evaluate", "--backend", "cpu", "--split", "test", "--json");
  expect((JSON.parse(evaluated.stdout) as Evaluation).deltaM).toEqual(deltaM);
});

test("what cannot be measured is refused in one line", async () => {
  const refused = async (message: string, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  };
  await refused("There is no finished training run in nowhere", "evaluate", "--runs", "nowhere");
  const config = await readFile(join(directory, "polyhead.config.ts"), "utf8");
  await writeFile(join(directory, "other.config.ts"), config.replaceAll("sum", "total"));
  await refused('it lacks task "sum"', "evaluate", "-c", "other.config.ts", "-m", "numbers.onnx");
  await rename(join(own, "best"), join(own, "gone"));
  await refused("The checkpoint should have the file", "evaluate");
});

function metricsOf({ tasks }: Pick<SplitEvaluation, "tasks">): unknown {
  return Object.fromEntries(Object.entries(tasks).map(([task, { metrics }]) => [task, metrics]));
}

/** Every number to within rounding, which may take an error to the next bin of a histogram. */
function aboutAs(value: unknown): unknown {
  const close = (number: number): unknown => expect.closeTo(number, 4);
  const bins: unknown = expect.any(Array);
  const about = (key: string, each: unknown): unknown =>
    key === "bins" ? bins : typeof each === "number" ? close(each) : each;
  return JSON.parse(JSON.stringify(value), about) as unknown;
}
