import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inJavaScript } from "../eager/native-kernels.ts";
import { operatorTable } from "../operators/operator-table.ts";
import { bundle } from "./bundle.ts";
import { exclusions } from "./exclusions.ts";

interface Run {
  /** `passed`, `pending`, or `failed: ` and why, by the name of the spec. */
  readonly results: Readonly<Record<string, string>>;
  /** Kernels that ran in ONNX Runtime. */
  readonly emitted: readonly string[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tfjs-conformance-"));
  await bundle(join(folder, "bundle.cjs"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(backend: string, smallOutput: number): Promise<Run> {
  const file = join(folder, `${backend}-${smallOutput}.json`);
  const output = { maxBuffer: 2 ** 26 };
  const parameters = [join(folder, "bundle.cjs"), backend, file, String(smallOutput)];
  await promisify(execFile)(process.execPath, parameters, output);
  return JSON.parse(await readFile(file, "utf8")) as Run;
}

function passed({ results }: Run): readonly string[] {
  return Object.keys(results).filter((name) => results[name] === "passed");
}

function regressions(reference: Run, ours: Run): readonly string[] {
  return passed(reference)
    .filter((name) => ours.results[name] !== "passed" && !(name in exclusions))
    .map((name) => `${name}: ${ours.results[name] ?? "not run"}`);
}

test("every spec of tfjs-core that passes on its JavaScript backend passes with every kernel forced through ONNX Runtime", async () => {
  const [reference, written] = await Promise.all([run("cpu", 0), run("onnxruntime", 0)]);
  for (const ours of [written, await run("onnxruntime", Infinity)]) {
    console.log(
      `tfjs-core specs: ${passed(reference).length} pass on cpu, ${passed(ours).length} on onnxruntime; ` +
        `${Object.keys(exclusions).length} excluded; ${ours.emitted.length} kernels ran in ONNX Runtime`,
    );
    expect(regressions(reference, ours)).toEqual([]);
    expect(Object.keys(exclusions).filter((name) => ours.results[name] === "passed")).toEqual([]);
    const never = [...operatorTable.keys()].filter((name) => !ours.emitted.includes(name));
    expect(never.filter((name) => !inJavaScript.has(name)).toSorted()).toEqual(["Cast", "LogSoftmax"]);
  }
  expect(passed(reference).length).toBeGreaterThan(4000);
}, 300_000);
