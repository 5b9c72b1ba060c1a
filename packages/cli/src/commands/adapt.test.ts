import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "@polyhead/runtime";
import type { Evaluation, RunSummary } from "@polyhead/trainer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, start, workDirectory, writeNumbersConfig, type Outcome } from "../fixture/polyhead.ts";

let directory: string;
const run = (...args: string[]): Promise<Outcome> => polyhead(args, directory);
const pairs = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, at) => [Math.sin(3 * at), Math.cos(at * 1.3)]);
const runOf = ({ stdout }: Outcome): string => /^run +(\S+)$/m.exec(stdout)?.[1] ?? "";

let first: string;
beforeAll(async () => {
  directory = await workDirectory();
  await writeNumbersConfig(directory, 3);
  first = runOf(await run("train"));
  const rows = pairs(24).map(([one, other]) => `${one},${other},${one > 0 ? "plus" : "minus"},?`);
  await writeFile(join(directory, "signs.csv"), `first,second,sign,note\n${rows.join("\n")}\n`);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a column of a file becomes a task, and the file predicts the old ones to the bit as before", async () => {
  await run("export", first, "-o", "before.onnx");
  const adapted = await run("adapt", "signs.csv", "--task", "sign");
  expect(adapted.code).toBe(0);
  expect(adapted.stderr).toMatch(/^head +sign: .*\n +24 examples, penalty/m);
  expect(adapted.stdout).toMatch(/^sign +AUROC/m);
  expect(adapted.stdout).toContain(
    `figures of other tasks are those of ${first}; validation of sign is cross-validation`,
  );
  const exported = await run("export", "-o", "after.onnx");
  expect(exported.code).toBe(0);
  await using before = await load(join(directory, "before.onnx"), { device: "cpu" });
  await using after = await load(join(directory, "after.onnx"), { device: "cpu" });
  for (const batch of [1, 7, 64]) {
    const inputs = pairs(batch).map(([one, other]) => ({ pair: [one + 0.1, other] }));
    const expected = await before.predictBatch(inputs);
    const received = await after.predictBatch(inputs);
    expect(received.map(({ larger, sum }) => ({ larger, sum }))).toEqual(expected);
    expect(received.every(({ sign }) => sign !== undefined)).toBe(true);
  }
  const { metrics } = JSON.parse(await readFile(join(directory, first, "run.json"), "utf8")) as RunSummary;
  expect(after.manifest?.metrics).toMatchObject(metrics["test"] ?? {});
  expect(Object.keys(after.manifest?.metrics ?? {})).toEqual(["larger", "sum", "sign"]);
});

test("evaluating with the old config tells which task it lacks", async () => {
  const evaluated = await run("evaluate", "--split", "test");
  expect(evaluated.code).toBe(3);
  expect(evaluated.stderr).toContain('it lacks task "sign"');
});

test("a config with one task more adapts, and evaluates what came of it", async () => {
  const config = (await readFile(join(directory, "polyhead.config.ts"), "utf8"))
    .replace("sum: regression(", "product: regression(), sum: regression(")
    .replace("sum: first + second", "product: first * second")
    .replace("examples(400, 0)", "examples(60, 2)");
  await writeFile(join(directory, "more.config.ts"), config);
  const adapted = await run("adapt", "more.config.ts", first, "--trunk-rate", "0.3", "--epochs", "2");
  expect(adapted.code).toBe(0);
  expect(adapted.stderr).toMatch(/^epoch 2\/2/m);
  const own = runOf(adapted);
  const { adapted: from } = JSON.parse(
    await readFile(join(directory, own, "run.json"), "utf8"),
  ) as RunSummary;
  expect(from).toMatchObject({ tasks: ["product"], trunkRate: 0.3 });
  const evaluated = await run("evaluate", own, "-c", "more.config.ts", "--split", "test", "--json");
  expect(evaluated.code).toBe(0);
  const { splits } = JSON.parse(evaluated.stdout) as Evaluation;
  expect(splits.test?.tasks["product"]?.metrics["mae"]).toBeGreaterThan(0);
});

test("tuning that was stopped goes on from the newest run, and knows what it adapts", async () => {
  const tune = ["signs.csv", "--task", "sign", "--trunk-rate", "0.1", "--epochs"];
  const { child, until, outcome } = start(
    ["adapt", ...tune, "100000", first.replace("runs/", "")],
    directory,
  );
  await until(/^epoch +2\//m);
  child.kill("SIGINT");
  const stopped = await outcome;
  expect(stopped.code).toBe(130);
  expect(stopped.stdout).toContain("interrupted; best epoch");
  const resuming = start(["adapt", ...tune, "100000", "--resume"], directory);
  const [, epoch] = await resuming.until(/^resume .*, epoch (\d+)/m);
  expect(Number(epoch)).toBeGreaterThan(1);
  await resuming.until(/^epoch/m);
  resuming.child.kill("SIGINT");
  expect(runOf(await resuming.outcome)).toBe(runOf(stopped));
});

test("epochs without tuning are refused", async () => {
  const { code, stderr } = await run("adapt", "signs.csv", first, "--task", "sign", "--epochs", "3");
  expect(code).toBe(2);
  expect(stderr).toContain("Give --trunk-rate");
});

test("data without a column that the model reads are refused in one line, and leave no run", async () => {
  const runs = await readdir(join(directory, "runs"));
  await writeFile(join(directory, "bare.csv"), "first,sign\n1,plus\n2,minus\n");
  const { code, stdout, stderr } = await run("adapt", "bare.csv", first, "--task", "sign");
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/bare\.csv.*second/);
  expect(await readdir(join(directory, "runs"))).toEqual(runs);
});
