import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { polyhead, start, workDirectory, writeNumbersConfig } from "../fixture/polyhead.ts";

let directory: string;
beforeAll(async () => {
  directory = await workDirectory();
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...args: string[]): ReturnType<typeof polyhead> => polyhead(args, directory);

describe("numbers, from config to predictions", () => {
  beforeAll(() => writeNumbersConfig(directory, 25));

  test("train writes a run and prints a table for people", async () => {
    const { code, stdout, stderr } = await run("train", "--backend", "cpu");
    expect(stderr).toContain("engine  cpu");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^task +metric +train +validation +test$/m);
    expect(stdout).toMatch(/^larger +accuracy +[01]\.\d{3} +[01]\.\d{3} +(0\.9|1\.0)\d\d$/m);
    expect(stdout).toMatch(/^sum +MAE \(m\) /m);
    const report = /^report +(.+)$/m.exec(stdout)?.[1] ?? "";
    expect(report).toMatch(/^runs\/numbers-\d{8}-\d{6}\/report\.html$/);
    expect(await readFile(join(directory, report), "utf8")).toContain("<html");
  });

  test("train refuses a way of sharing that it does not know, and lists the known", async () => {
    const sharing = await run("train", "--backend", "cpu", "--sharing", "half", "-o", "none");
    expect(sharing).toMatchObject({ code: 3, stdout: "" });
    expect(sharing.stderr).toContain(
      "Sharing should be one of hard, soft, cross-stitch, nddr, mmoe, cgc, ple",
    );
    expect(sharing.stderr).toContain('received "half"');
    expect(await readdir(directory)).not.toContain("none");
  });

  test("export takes the newest run, checks it on real examples, and adds logits", async () => {
    const { code, stdout, stderr } = await run("export", "--config", "polyhead.config.ts", "--logits");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^file +numbers\.onnx /m);
    expect(stdout).toMatch(/^outputs +larger, larger_logits, sum$/m);
    expect(stdout).toMatch(/^sum +cpu +samples +32 +\d\.\de-\d/m);
    expect(stdout).not.toMatch(/^layer/m);
  });

  test("export knows a run by its name, and says when there is none", async () => {
    const [name = ""] = await readdir(join(directory, "runs"));
    const last = await run("export", name, "-o", "last.onnx", "--checkpoint", "last", "--trace");
    expect(last.code).toBe(0);
    expect(last.stdout).toMatch(/^layer +class +provider +max /m);
    expect(last.stdout).toMatch(/^\S+ +Dense +cpu +\d\.\de[-+]\d/m);
    expect(await run("predict", "--json", "[1, 2]")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there are last.onnx, numbers.onnx") as string,
    });
    await rm(join(directory, "last.onnx"));
    expect(await run("export", "nowhere")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("nowhere should be the directory of a training run") as string,
    });
    const strict = await run("export", "-o", "strict.onnx", "--tolerance", "1e-12", "--provider", "cpu");
    expect(strict).toMatchObject({ code: 4, stdout: "" });
    expect(strict.stderr).toContain("nothing was written. Export with a trace");
    expect((await run("export", "-o", "missing/directory/x.onnx")).code).toBe(1);
  });

  test("inspect tells what is in the file", async () => {
    const { code, stdout } = await run("inspect", "numbers.onnx");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^input +pair +float32 \[batch, 2\] +numeric: first, second$/m);
    expect(stdout).toMatch(/^output +larger +float32 \[batch, 2\] +classification: first, second$/m);
    expect(stdout).toMatch(/^nodes +.*\d Gemm/m);
    expect(stdout).toMatch(/^larger +accuracy/m);
    expect(stdout).toMatch(/^\S*kernel +float32 \[2, 16\] +128 B +\d+\.\d %$/m);
    expect(stdout).toMatch(/^all \d+ +\d+ B +\d+\.\d %$/m);
    const json = JSON.parse((await run("inspect", "numbers.onnx", "--format", "json")).stdout) as {
      parameters: number;
      tensors: { bytes: number }[];
      manifest: { name: string };
    };
    // 2 × 16 + 16 in the trunk, 16 × 2 + 2 and 16 + 1 in the heads; scaling of inputs and outputs besides.
    expect(json.parameters).toBeGreaterThanOrEqual(99);
    expect(json.parameters).toBeLessThan(110);
    expect(json.manifest.name).toBe("numbers");
    expect(json.tensors.map(({ bytes }) => bytes)).toEqual(
      json.tensors.map(({ bytes }) => bytes).toSorted((a, b) => b - a),
    );
  });

  test("predict takes JSON as text, file and standard input", async () => {
    const one = await run("predict", "--json", '{ "first": 0.9, "second": -0.8 }');
    expect(one).toMatchObject({ code: 0, stderr: "" });
    expect(one.stdout).toMatch(/^larger: first (0\.\d\d|1\.00) {3}sum: -?0\.\d+ m\n$/);
    const list = '[{ "pair": [0.9, -0.8] }, { "first": -0.9, "second": 0.8 }]';
    await writeFile(join(directory, "pairs.json"), list);
    const file = await run("predict", "numbers.onnx", "pairs.json");
    expect(file.stdout).toMatch(
      /^pairs\.json\[0\] +larger: first .*\npairs\.json\[1\] +larger: second .*\n$/,
    );
    await run("predict", "numbers.onnx", "pairs.json", "-o", "pairs.csv");
    expect(await readFile(join(directory, "pairs.csv"), "utf8")).toMatch(
      /^source,larger,larger_probability,sum\npairs\.json\[0\],first,[\d.]+,.*\npairs\.json\[1\],second,.*\n$/,
    );
    const piped = await polyhead(["predict", "-m", "numbers.onnx", "-", "--format", "json"], directory, {
      input: list,
    });
    const lines = piped.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { source: "standard input[0]", predictions: { larger: { class: "first" }, sum: { unit: "m" } } },
      { source: "standard input[1]", predictions: { larger: { class: "second" } } },
    ]);
  });

  test.each([
    [3, ["--json", '{ "first": 1 }'], '"second" is missing'],
    [3, ["--json", '{ "first": 1, "second": "2" }'], 'column "second" is "2"'],
    [3, ["--json", "{"], "The JSON of --json does not parse"],
    [3, ["nowhere.json"], "The file nowhere.json cannot be read"],
    [2, ["cat.png"], 'The model takes "pair" (numeric), which one file such as cat.png cannot give'],
    [2, [], "There should be something to predict from"],
    [3, ["nowhere.onnx", "--json", "[1, 2]"], "nowhere.onnx does not exist"],
    [3, ["polyhead.config.ts", "-m", "pairs.json"], "should be a whole ONNX model"],
    [1, ["--json", "[1, 2]", "--device", "cuda"], 'Device "cuda" cannot be used'],
  ])("predict ends with %i for %j", async (code, args, message) => {
    const outcome = await run("predict", ...args);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("colours only where they are wanted", async () => {
    const plain = await run("inspect", "numbers.onnx");
    expect(plain.stdout).not.toContain("\u001B[");
    const coloured = await polyhead(["inspect", "numbers.onnx"], directory, { env: { FORCE_COLOR: "1" } });
    expect(coloured.stdout).toContain("\u001B[1m");
  });

  test("serve answers until Ctrl-C, and then ends with 0", async () => {
    const { child, until, outcome } = start(
      ["serve", "numbers.onnx", "--port", "0", "--device", "cpu"],
      directory,
    );
    const [, url = ""] = await until(/try it at (http:\S+);/);
    const response = await fetch(`${url}/v2/models/numbers/infer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        inputs: [{ name: "pair", shape: [1, 2], datatype: "FP32", data: [0.9, -0.8] }],
        outputs: [{ name: "sum" }],
      }),
    });
    expect(await response.json()).toMatchObject({
      model_name: "numbers",
      outputs: [{ name: "sum", shape: [1], datatype: "FP32" }],
    });
    child.kill("SIGINT");
    expect(await outcome).toMatchObject({ code: 0 });
  });

  test("serve refuses two models of one name", async () => {
    const { code, stderr } = await run("serve", "numbers.onnx", "numbers.onnx");
    expect(code).toBe(2);
    expect(stderr).toContain('"numbers" is there twice');
  });
});

/** Its data never come, so that the first Ctrl-C has nothing to wait for but them. */
const STUCK_CONFIG = `
import { defineModel, mlp, numeric, regression } from "polyhead";

export default defineModel({
  name: "stuck",
  inputs: { x: numeric({ columns: ["a"] }) },
  tasks: { y: regression() },
  trunk: mlp(),
  data: {
    name: "nothing",
    async *train() {
      console.error("reading forever");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    },
  },
});
`;

describe("Ctrl-C while training", () => {
  let own: string;
  beforeAll(async () => {
    own = await mkdtemp(join(directory, "interrupted-"));
    await writeNumbersConfig(own, 100_000);
  });

  test("saves, ends with 130, and the run can be exported", async () => {
    const { child, until, outcome } = start(["train", "--backend", "cpu"], own);
    await until(/^epoch +2\//m);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^stopping; Ctrl-C again ends at once$[^]*^interrupted in epoch/m);
    expect(stdout).toContain("interrupted; best epoch");
    const exported = await polyhead(["export"], own);
    expect(exported).toMatchObject({ code: 0, stderr: "" });
  });

  test("a second one ends at once, whatever still goes on", async () => {
    const stuck = await mkdtemp(join(directory, "stuck-"));
    await writeFile(join(stuck, "polyhead.config.ts"), STUCK_CONFIG);
    const { child, until, outcome } = start(["train", "--backend", "cpu"], stuck);
    await until(/^reading forever$/m);
    child.kill("SIGINT");
    await setTimeout(200);
    expect(child.exitCode).toBeNull();
    child.kill("SIGINT");
    expect(await outcome).toMatchObject({ code: 130, stdout: "" });
  });
});

describe("pictures", () => {
  test("init, demo and predict work on images", async () => {
    const own = join(directory, "pictures");
    const init = await polyhead(["init", own], directory);
    expect(init.stdout).toContain("wrote ");
    expect((await readdir(own)).toSorted()).toEqual([
      ".gitignore",
      "package.json",
      "polyhead.config.ts",
      "tsconfig.json",
    ]);
    expect(await polyhead(["init"], own)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("left as it is") as string,
    });

    const demo = await polyhead(["demo", "--count", "200", "--epochs", "1"], own);
    expect(demo.code).toBe(0);
    expect(demo.stdout).toMatch(/^task +metric +train +validation +test +test \(ONNX\)$/m);
    const [, model = ""] = /^model +(\S+\.onnx)$/m.exec(demo.stdout) ?? [];
    expect(demo.stdout).toMatch(/^report +runs\/demo-\S+\/report\.html$/m);

    const photo = join(own, "photo.jpg");
    await sharp({ create: { width: 60, height: 40, channels: 3, background: "red" } }).toFile(photo);
    const resized = await polyhead(["predict", model, "photo.jpg"], own);
    expect(resized).toMatchObject({
      code: 0,
      stderr: "note: photo.jpg (60×40) resized to 32×32, --resize cover\n",
    });
    expect(resized.stdout).toMatch(/^shape: \w+ \d\.\d\d {3}color: \w+ /);
    const explained = await polyhead(["explain", "photo.jpg", "--json"], own);
    expect(explained.stderr).toContain("note: photo.jpg (60×40) resized to 32×32, --resize cover");
    expect(JSON.parse(explained.stdout)).toMatchObject({
      examples: [{ source: "photo.jpg", tasks: [{ maps: [{ method: "grad-cam" }, {}] }, {}, {}, {}] }],
    });
    const refused = await polyhead(["predict", model, "photo.jpg", "--resize", "none"], own);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("has 60×40") as string });
  });
});
