import { rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { build } from "tsdown";
import { afterAll, beforeAll, expect, test } from "vitest";

const runtime = fileURLToPath(new URL("../../packages/runtime", import.meta.url));
// Inside the package, so that its dependencies resolve.
const outDir = join(runtime, ".cache/bundle-test");

beforeAll(async () => {
  await build({ cwd: runtime, outDir, dts: false, logLevel: "warn" });
});
afterAll(() => rm(outDir, { recursive: true }));

/** What the built file imports from other packages, and from its own chunks in turn. */
async function importsOf(entry: string): Promise<string[]> {
  const { metafile } = await bundle({
    entryPoints: [join(outDir, entry)],
    bundle: true,
    packages: "external",
    platform: "neutral",
    format: "esm",
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return imports.filter(({ external }) => external).map(({ path }) => path);
}

const isNodeOnly = (path: string): boolean =>
  path.startsWith("node:") || builtinModules.includes(path) || ["onnxruntime-node", "sharp"].includes(path);

test("the built browser entry imports nothing of Node", async () => {
  const imports = await importsOf("browser.js");
  expect(new Set(imports)).toEqual(
    new Set(["@polyhead/spec", "onnxruntime-web/wasm", "onnxruntime-web/webgpu"]),
  );
  expect(imports.filter(isNodeOnly)).toEqual([]);
  expect((await importsOf("node.js")).filter(isNodeOnly)).toContain("onnxruntime-node");
});

test("the built browser entry bundles whole for browsers", async () => {
  const { metafile } = await bundle({
    entryPoints: [join(outDir, "browser.js")],
    bundle: true,
    splitting: true,
    platform: "browser",
    format: "esm",
    outdir: "/",
    metafile: true,
    write: false,
  });
  expect(
    Object.keys(metafile.inputs).filter((file) => /onnxruntime-node|[/\\]sharp[/\\]/.test(file)),
  ).toEqual([]);
});
