import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Explanation } from "@polyhead/trainer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { polyhead, start, workDirectory, writeNumbersConfig, type Outcome } from "../fixture/polyhead.ts";

let directory: string;
const run = (...args: string[]): Promise<Outcome> => polyhead(["explain", ...args], directory);

beforeAll(async () => {
  directory = await workDirectory();
  await writeNumbersConfig(directory, 2);
  await polyhead(["train", "--backend", "cpu", "--out", "runs"], directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("explain writes a page about held-out examples, and tells where", async () => {
  const { code, stdout, stderr } = await run("--backend", "cpu", "7", "0");
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^engine {2}cpu /) as string });
  expect(stdout).toMatch(/^test 7 +larger: (first|second) \d\.\d\d \(label \w+\) +sum: −?[\d.]+ m \(label /m);
  const [, page = ""] = /^explanation +(runs\/numbers-\S+\/explanation\.html)$/m.exec(stdout) ?? [];
  const html = await readFile(join(directory, page), "utf8");
  expect(html.match(/<article class="example">/g)).toHaveLength(2);
  expect(html).not.toMatch(/<script|<link|https?:/);
});

test("explain prints examples of files as JSON, and writes nothing", async () => {
  await writeFile(join(directory, "pairs.json"), "[[1, -1], [0, 2]]");
  const { code, stdout } = await run("--backend", "cpu", "pairs.json", "--json", "-o", "none.html");
  expect(code).toBe(0);
  const { examples } = JSON.parse(stdout) as Explanation;
  expect(examples.map(({ source }) => source)).toEqual(["pairs.json[0]", "pairs.json[1]"]);
  expect(Object.keys(examples[0]?.tasks[1]?.columns["pair"] ?? {})).toEqual(["first", "second"]);
  await expect(access(join(directory, "none.html"))).rejects.toThrow("ENOENT");
});

test.each([
  [3, ["900"], "Example 900 of the test split was asked for; it has 100"],
  [2, ["cat.png"], "which one file such as cat.png cannot give"],
  [3, ["--run", "nowhere"], "nowhere should be the directory of a training run"],
])("explain ends with %i for %j", async (code, args, message) => {
  const outcome = await run("--backend", "cpu", ...args);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(message);
});

test("Ctrl-C ends explaining with 130, and leaves no page", async () => {
  const all = Array.from({ length: 100 }, (_, at) => String(at));
  const many = Array.from({ length: 30 }, () => all).flat();
  const { child, until, outcome } = start(
    ["explain", ...many, "--backend", "cpu", "-o", "late.html"],
    directory,
  );
  await until(/^engine/m);
  child.kill("SIGINT");
  expect(await outcome).toMatchObject({
    code: 130,
    stdout: "",
    stderr: expect.stringContaining("Explaining was interrupted after") as string,
  });
  await expect(access(join(directory, "late.html"))).rejects.toThrow("ENOENT");
});
