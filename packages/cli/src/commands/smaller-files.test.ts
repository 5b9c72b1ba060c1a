import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, workDirectory, type Outcome } from "../fixture/polyhead.ts";

const CONFIG = `
import { cnn, defineModel, shapes, shapesInput, shapesTasks } from "polyhead";

export default defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  data: shapes({ count: 200, testCount: 60, size: 16 }),
  trunk: cnn({ filters: [8, 16], dense: 32 }),
  training: { epochs: 1, batchSize: 32 },
});
`;

let directory: string;
const run = (...args: string[]): Promise<Outcome> => polyhead(args, directory);

beforeAll(async () => {
  directory = await workDirectory();
  await writeFile(join(directory, "polyhead.config.ts"), CONFIG);
  await run("train");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("smaller weights tell their size and each task's metric beside that of float32", async () => {
  const { code, stdout } = await run("export", "--weights", "int8", "--max-loss", "100");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^weights +int8-static: [\d.]+ kB, [2-6]\d % of [\d.]+ kB$/m);
  expect(stdout).toMatch(/^held out +metric +float32 +int8-static$/m);
  expect(stdout).toMatch(/^shape +accuracy +[01]\.\d{4} +[01]\.\d{4}$/m);
  expect(stdout).toMatch(/^angle +R² +-?\d\.\d{4} +-?\d\.\d{4}$/m);
});

test("float16 arithmetic implies float16 weights; tasks are exported alone", async () => {
  const flags = ["--compute", "float16", "--tasks", "size,color", "--max-loss", "100"];
  const { code, stdout } = await run("export", ...flags, "-o", "two.onnx");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^weights +float16, float16 arithmetic: [\d.]+ kB, [56]\d % of [\d.]+ kB$/m);
  expect(stdout).toMatch(/^outputs +color, size$/m);
  expect(stdout).not.toMatch(/^shape/m);
});

test("an unknown task is refused, with the known ones", async () => {
  const { code, stdout, stderr } = await run("export", "--tasks", "size,colour", "-o", "none.onnx");
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain('some of the model\'s tasks, shape, color, size, angle. Received "colour".');
  expect(existsSync(join(directory, "none.onnx"))).toBe(false);
});

test("split writes a trunk and a head a task, which predicts from the trunk's features", async () => {
  const { code, stdout } = await run("split", "shapes.onnx");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^trunk +shapes\.trunk\.onnx +[\d.]+ kB +image → features$/m);
  expect(stdout).toMatch(/^angle +shapes\.angle\.onnx +[\d.]+ kB +features → angle$/m);
  const features = JSON.stringify(Array<number>(32).fill(0.5));
  const predicted = await run("predict", "shapes.color.onnx", "--json", features);
  expect(predicted.stdout).toMatch(/^color: \w+ \d\.\d\d\n$/);
});

test("smaller weights are not written unmeasured", async () => {
  const elsewhere = await mkdtemp(join(directory, "empty-"));
  const refused = await polyhead(["export", "--runs", join(directory, "runs"), "-w", "float16"], elsewhere);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("There is no config polyhead.config.ts");
});
