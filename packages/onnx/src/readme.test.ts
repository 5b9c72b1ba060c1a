import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

test("the examples of the README run in turn and print what they say", () => {
  const root = path.dirname(import.meta.dirname);
  const examples = [...readFileSync(path.join(root, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)];
  // Inside the package, so that it finds itself by its name.
  const folder = path.join(root, ".cache", `readme-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const printed = examples.map(([, code = ""], index) => {
      writeFileSync(path.join(folder, `${index}.ts`), code);
      return execFileSync(process.execPath, [`${index}.ts`], { cwd: folder, encoding: "utf8" });
    });
    const promised = examples.map(([, code = ""]) =>
      [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, line]) => `${line}\n`).join(""),
    );
    expect(printed).toEqual(promised);
    expect(promised.join("")).toContain("batch");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
