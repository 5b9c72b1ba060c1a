import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { readModelFile } from "./read-model-file.ts";

const home = join(import.meta.dirname, "..");
const readme = readFileSync(join(home, "README.md"), "utf8");
const examples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code = ""]) => code);

it.each(examples.map((code) => [basename(/path: "(.*?)"/.exec(code)?.[1] ?? ""), code] as const))(
  "the README's example writes %s",
  (file, code) => {
    // Inside the package, whose name the example imports.
    mkdirSync(join(home, ".cache"), { recursive: true });
    const directory = mkdtempSync(join(home, ".cache", "readme-"));
    try {
      writeFileSync(join(directory, "example.mts"), code);
      execFileSync(process.execPath, ["example.mts"], { cwd: directory, stdio: "pipe" });
      expect(readModelFile(join(directory, file)).graph.outputs.length).toBeGreaterThan(0);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);

it("the README has examples", () => {
  expect(examples).toHaveLength(5);
});
