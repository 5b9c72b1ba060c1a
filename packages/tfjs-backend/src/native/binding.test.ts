import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PolyheadError } from "@polyhead/spec";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadBinding, ONNXRUNTIME_VERSION } from "./binding.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "onnxruntime-node-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A require that finds an onnxruntime-node of a given version whose binding is `source`. */
async function requireOf(version: string, source: string): Promise<NodeJS.Require> {
  const dist = join(folder, "node_modules/onnxruntime-node/dist");
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, "../package.json"), JSON.stringify({ name: "onnxruntime-node", version }));
  await writeFile(join(dist, "binding.js"), source);
  return createRequire(join(folder, "index.js"));
}

function failureOf(require: NodeJS.Require): unknown {
  try {
    return loadBinding(require);
  } catch (error) {
    return error;
  }
}

test("another version is refused, as its internals are not known", async () => {
  const failure = failureOf(await requireOf("1.29.0", ""));
  expect(failure).toBeInstanceOf(PolyheadError);
  expect(failure).toMatchObject({
    code: "device-unavailable",
    details: { expected: ONNXRUNTIME_VERSION, received: "1.29.0" },
  });
  expect(String(failure)).toContain(`install onnxruntime-node@${ONNXRUNTIME_VERSION}`);
});

test("a platform without a binary is named", async () => {
  const missing = 'require("../bin/napi-v6/none/onnxruntime_binding.node");';
  const failure = failureOf(await requireOf(ONNXRUNTIME_VERSION, missing));
  expect(failure).toMatchObject({
    code: "device-unavailable",
    details: { platform: `${process.platform}-${process.arch}` },
  });
  expect(String(failure)).toContain("Cannot find module");
});

test("a package that is not installed is named", () => {
  const failure = failureOf(((name: string) => {
    throw new Error(`Cannot find module '${name}'`);
  }) as unknown as NodeJS.Require);
  expect(failure).toMatchObject({ code: "package-missing" });
});
