import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PolyheadError } from "@polyhead/spec";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, workDirectory } from "./fixture/polyhead.ts";
import { loadConfig } from "./load-config.ts";

let directory: string;
beforeAll(async () => {
  directory = await workDirectory();
});
afterAll(() => rm(directory, { recursive: true }));

async function write(content: string): Promise<string> {
  const file = join(directory, "polyhead.config.ts");
  await writeFile(file, content);
  return file;
}

const imports = `import { classification, defineModel, mlp, numeric, regression } from "polyhead";\n`;
const model = (tasks: string): string => `${imports}
export default defineModel({
  name: "m",
  inputs: { x: numeric({ columns: ["a"] }) },
  trunk: mlp(),
  tasks: {
${tasks}
  },
});
`;

test("loads TypeScript with files of its own, from anywhere, and leaves nothing behind", async () => {
  await writeFile(join(directory, "classes.ts"), `export const classes = ["cat", "dog"] as const;\n`);
  const file = await write(
    `import { classes } from "./classes.ts";\n${model("label: classification({ classes })")}`,
  );
  const config = await loadConfig(file);
  expect(config).toMatchObject({
    name: "m",
    inputs: { x: { kind: "numeric", columns: ["a"] } },
    tasks: { label: { kind: "classification", classes: ["cat", "dog"] } },
  });
  expect((await readdir(directory)).toSorted()).toEqual(["classes.ts", "polyhead.config.ts"]);
});

test.each([
  [
    "a task twice",
    model("label: regression(),\nlabel: regression(),"),
    /polyhead\.config\.ts:9 .*"label" is there a second time/,
  ],
  ["a syntax error", "export default {", /polyhead\.config\.ts:1 does not compile: /],
  ["a missing file", `import "./nowhere.ts";`, /does not compile: Could not resolve "\.\/nowhere\.ts"/],
  [
    "a missing package",
    `import "no-such-package";`,
    /cannot be loaded: Cannot find package 'no-such-package'/,
  ],
  [
    "no default export",
    "export const x = 1;",
    /should export default defineModel\(\{ … \}\); it exports no default/,
  ],
  ["another default export", "export default {};", /it exports an object without `name`/],
  ["an exception", `throw new Error("no luck");`, /cannot be loaded: no luck/],
  [
    "a bad task",
    model(`label: classification({ classes: ["one"] })`),
    /polyhead\.config\.ts: classification\(\)/,
  ],
  ["colliding names", model("x: regression()"), /polyhead\.config\.ts: .*both take "x"/],
])("refuses %s in one sentence", async (_, content, message) => {
  const file = await write(content);
  const error = await loadConfig(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PolyheadError);
  expect(error).toMatchObject({ code: "config-invalid", message: expect.stringMatching(message) as string });
  expect((await readdir(directory)).filter((name) => name.endsWith(".mjs"))).toEqual([]);
});

test("the command line ends with 3, and tells more only when asked", async () => {
  const empty = join(directory, "empty");
  await mkdir(empty);
  expect(await polyhead(["train"], empty)).toEqual({
    code: 3,
    stdout: "",
    stderr:
      "error: There is no config polyhead.config.ts: write one with `polyhead init`, or name another with --config.\n",
  });
  await write(model("label: regression(),\nlabel: regression(),"));
  const short = await polyhead(["train"], directory);
  expect(short.code).toBe(3);
  expect(short.stderr.trimEnd().split("\n")).toHaveLength(1);
  const long = await polyhead(["train", "--verbose"], directory);
  expect(long.code).toBe(3);
  expect(long.stderr).toContain("at compile");
  expect(await readdir(directory)).not.toContain("runs");
});

test("a run that fails before it saves anything leaves no directory of its own", async () => {
  await write(model("label: regression(),"));
  const { code, stderr } = await polyhead(["train"], directory);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining('Model "m" should have `data` to train on') as string,
  });
  expect(await readdir(join(directory, "runs"))).toEqual([]);
});
