import { execFile } from "node:child_process";
import { glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
// Inside the workspace, so that the examples find the packages by their names.
const folder = join(root, "test/.cache/docs", String(process.pid));

const CONFIG = "polyhead.config.ts";

interface Example {
  readonly page: string;
  readonly file: string;
  readonly code: string;
}

let examples: readonly Example[];

/** A block is a file of its page; its first line may name it: `// app.ts: what it is`. */
async function examplesOf(page: string): Promise<readonly Example[]> {
  const text = await readFile(join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""], index) => {
    const [, name] = /^\/\/ ([\w.-]+\.ts)\b/.exec(code) ?? [];
    return { page, file: name ?? `example-${index + 1}.ts`, code: `${code}export {};\n` };
  });
}

beforeAll(async () => {
  const pages = await Array.fromAsync(
    glob(["*.md", "packages/*/README.md", "examples/*/README.md"], { cwd: root }),
  );
  const [shared] = (await examplesOf("README.md")).filter(({ file }) => file === CONFIG);
  examples = (await Promise.all(pages.toSorted().map(examplesOf))).flat();
  for (const { page, file, code } of examples) {
    const home = join(folder, page.replaceAll("/", "-"));
    await mkdir(home, { recursive: true });
    // Pages take the config of the front page for given.
    await writeFile(join(home, CONFIG), shared?.code ?? "");
    await writeFile(join(home, file), code);
  }
  const compilerOptions = {
    noEmit: true,
    composite: false,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    lib: ["esnext", "dom"],
  };
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["**/*.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("every TypeScript example in the documentation compiles", async () => {
  const tsc = createRequire(import.meta.url)
    .resolve("typescript/package.json")
    .replace("package.json", "bin/tsc");
  const result = promisify(execFile)(process.execPath, [tsc, "-p", folder, "--pretty", "false"]);
  const errors = await result.then(
    () => "",
    (error: { stdout?: string }) => error.stdout ?? "tsc did not run",
  );
  expect(errors).toBe("");
  expect(examples.map(({ page }) => page)).toEqual(
    expect.arrayContaining(["README.md", "packages/runtime/README.md", "packages/exporter/README.md"]),
  );
}, 120_000);
