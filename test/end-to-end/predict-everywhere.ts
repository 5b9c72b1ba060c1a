import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { load } from "@polyhead/runtime";
import { openBrowser, predictInBrowser, type BrowserSession } from "../browser/harness.ts";
import { findChromium, softwareVulkan } from "../setup/chromium.ts";

export type Predictions = readonly Readonly<Record<string, unknown>>[];

/** A place that predicts with an exported file; `unavailable` where this machine has no such place. */
export interface Place {
  readonly name: string;
  /** WebGPU in software is slow: it gets a few pictures only. */
  readonly slow: boolean;
  readonly unavailable: boolean;
  readonly predict: (modelPath: string, input: string, images: readonly Uint8Array[]) => Promise<Predictions>;
}

const vulkan = softwareVulkan();
const noChromium = findChromium() === undefined;

/** Node and Chromium, each on every device that an ordinary machine has. */
export const places: readonly Place[] = [
  { name: "Node CPU", slow: false, unavailable: false, predict: predictInNode },
  { name: "Node WebGPU", slow: true, unavailable: vulkan === undefined, predict: predictOnVulkan },
  { name: "Chromium WASM", slow: false, unavailable: noChromium, predict: predictInChromium("wasm") },
  { name: "Chromium WebGPU", slow: true, unavailable: noChromium, predict: predictInChromium("webgpu") },
];

async function predictInNode(
  path: string,
  input: string,
  images: readonly Uint8Array[],
): Promise<Predictions> {
  await using model = await load(path, { device: "cpu" });
  return model.predictBatch(images.map((image) => ({ [input]: image })));
}

async function predictOnVulkan(path: string, _: string, images: readonly Uint8Array[]): Promise<Predictions> {
  const file = `${path}.images`;
  await writeFile(file, Buffer.concat(images));
  const script = new URL("predict-file.ts", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script, path, "webgpu", file], {
    env: { ...process.env, ...vulkan },
    maxBuffer: 2 ** 28,
  });
  const { device, predictions } = JSON.parse(stdout) as { device: string; predictions: Predictions };
  if (device !== "webgpu") throw new Error(`asked for webgpu, ran on ${device}`);
  return predictions;
}

function predictInChromium(device: "wasm" | "webgpu"): Place["predict"] {
  return async (path, input, images) => {
    const session: BrowserSession = await openBrowser();
    try {
      const inputs = images.map((image) => ({ [input]: image }));
      const modelBytes = new Uint8Array(await readFile(path));
      const result = await predictInBrowser(session, { modelBytes, device, inputs });
      if (result.device !== device) throw new Error(`asked for ${device}, ran on ${result.device}`);
      return result.predictions;
    } finally {
      await session.close();
    }
  };
}
