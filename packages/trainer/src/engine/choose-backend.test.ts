import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PolyheadError } from "@polyhead/spec";
import { getBackend } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { BackendName } from "./backend-candidate.ts";
import { chooseBackend, type BackendChoice } from "./choose-backend.ts";

const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";
const softwareGpu = { VK_ICD_FILENAMES: swiftShader, XDG_RUNTIME_DIR: "/tmp" };
const noGpu = { VK_ICD_FILENAMES: "/nonexistent.json" };

const script = `
const tf = await import("@tensorflow/tfjs-core");
const { chooseBackend } = await import(process.argv[1]);
try {
  const choice = await chooseBackend(process.argv[2] ? { prefer: process.argv[2] } : {});
  const square = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[1, 2], [3, 4]]));
  console.log(JSON.stringify({ choice, backend: tf.getBackend(), square: [...(await square.data())] }));
} catch ({ code, message, details }) {
  console.log(JSON.stringify({ error: { code, message, details }, backend: tf.getBackend() ?? null }));
}
`;

interface Outcome {
  readonly choice?: BackendChoice;
  readonly error?: { readonly code: string; readonly message: string; readonly details: object };
  readonly backend: string | null;
  readonly square?: readonly number[];
  readonly stderr: string;
}

/** Chooses in a process of its own, which has to end by itself. */
async function choose(environment: Record<string, string>, prefer: string = ""): Promise<Outcome> {
  const entry = new URL("choose-backend.ts", import.meta.url).href;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script, entry, prefer],
    {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      env: { ...process.env, ...environment },
      timeout: 30_000,
    },
  );
  return { ...(JSON.parse(stdout) as Omit<Outcome, "stderr">), stderr };
}

const square = [7, 10, 15, 22];

test("without a GPU takes ONNX Runtime, and says why nothing better", async () => {
  const { choice, backend, square: product, stderr } = await choose(noGpu);
  expect(choice).toMatchObject({
    name: "onnxruntime",
    passedOver: [
      { name: "tfjs-node-gpu", reason: "package @tensorflow/tfjs-node-gpu is not installed" },
      { name: "webgpu", reason: "no GPU adapter was found" },
    ],
  });
  expect(choice?.description).toMatch(/^ONNX Runtime, CPU, \d+ threads?$/);
  expect({ backend, product, stderr }).toEqual({ backend: "onnxruntime", product: square, stderr: "" });
});

test("leaves uncaught errors to Node", async () => {
  const entry = new URL("choose-backend.ts", import.meta.url).href;
  const failing = `const { chooseBackend } = await import("${entry}"); await chooseBackend({ prefer: "wasm" }); throw 1;`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", failing]);
  await expect(run).rejects.toMatchObject({ code: 1 });
});

test.each<BackendName>(["onnxruntime", "wasm", "cpu"])("takes %s when asked", async (prefer) => {
  const { choice, backend, square: product, stderr } = await choose(noGpu, prefer);
  expect(choice).toMatchObject({ name: prefer, passedOver: [] });
  expect({ backend, product, stderr }).toEqual({ backend: prefer, product: square, stderr: "" });
});

test("refuses a backend that is not installed, and says what to do", async () => {
  const { error } = await choose(noGpu, "tfjs-node-gpu");
  expect(error).toMatchObject({
    code: "device-unavailable",
    message:
      "Backend tfjs-node-gpu was asked for, but package @tensorflow/tfjs-node-gpu is not installed: " +
      "install @tensorflow/tfjs-node-gpu, or use onnxruntime, wasm, or cpu.",
    details: { name: "tfjs-node-gpu", available: ["onnxruntime", "wasm", "cpu"] },
  });
});

test("leaves the backend as it was when it refuses", async () => {
  await chooseBackend({ prefer: "wasm" });
  await expect(chooseBackend({ prefer: "tfjs-node-gpu" })).rejects.toThrow(PolyheadError);
  expect(getBackend()).toBe("wasm");
});

test("refuses WebGPU without an adapter, and a backend that does not exist", async () => {
  const { error } = await choose(noGpu, "webgpu");
  expect(error).toMatchObject({
    code: "device-unavailable",
    details: { reason: "no GPU adapter was found" },
  });
  expect((await choose(noGpu, "cuda")).error).toMatchObject({
    code: "usage",
    message: 'There is no backend "cuda": use tfjs-node-gpu, webgpu, onnxruntime, wasm, or cpu.',
  });
});

describe.skipIf(!existsSync(swiftShader))("with a software GPU (SwiftShader)", () => {
  test("passes it over unless asked for", async () => {
    const { choice } = await choose(softwareGpu);
    expect(choice?.name).toBe("onnxruntime");
    expect(choice?.passedOver[1]?.reason).toMatch(/^the only GPU adapter is software \(.*SwiftShader.*\)$/);
  });

  test("uses it when asked for", async () => {
    const { choice, backend, square: product } = await choose(softwareGpu, "webgpu");
    expect(choice).toMatchObject({ name: "webgpu", passedOver: [] });
    expect({ backend, product }).toEqual({ backend: "webgpu", product: square });
  });
});
