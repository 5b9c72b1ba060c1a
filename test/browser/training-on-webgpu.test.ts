import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { softwareVulkan } from "../setup/chromium.ts";
import type { Training } from "./train-on-provider.ts";

const script = fileURLToPath(new URL("train-on-provider.ts", import.meta.url));

async function train(
  provider: string,
  networks: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Training[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, provider, ...networks], {
    env: { ...process.env, ...environment },
  });
  return JSON.parse(stdout) as Training[];
}

/** The largest relative difference of two runs' losses. */
function difference({ losses }: Training, expected: Training): number {
  return Math.max(...losses.map((loss, at) => Math.abs(loss / expected.losses[at]! - 1)));
}

const vulkan = softwareVulkan();

// Several seconds, in which the software driver compiles the shaders of the convolutions.
describe.skipIf(vulkan === undefined)("steps compiled for WebGPU, in software", () => {
  test("give the losses of those compiled for the CPU", async () => {
    const networks = ["mlp", "cnn"];
    const expected = await train("", networks);
    for (const [at, training] of (await train("webgpu", networks, vulkan)).entries()) {
      expect(training.reason).toBeUndefined();
      expect(difference(training, expected[at]!)).toBeLessThan(1e-4);
      expect(training.losses).not.toEqual(expected[at]!.losses);
      expect(training.losses.at(-1)!).toBeLessThan(0.75 * training.losses[0]!);
    }
  });

  test("stay eager with the reason where WebGPU cannot compute them", async () => {
    const networks = ["overlapping pools", "depth multiplier"];
    const expected = await train("", networks);
    const trainings = await train("webgpu", networks, vulkan);
    for (const [at, training] of trainings.entries())
      expect(difference(training, expected[at]!)).toBeLessThan(1e-4);
    expect(trainings[0]!.reason).toMatch(/MaxPool.*Indices output is not supported/);
    expect(trainings[1]!.reason).toMatch(/webgpu.* depthwise convolution with an even depth multiplier/);
  });
});

test.skipIf(process.platform !== "linux")(
  "without an adapter, steps stay eager with the reason",
  async () => {
    const none = { VK_ICD_FILENAMES: join(tmpdir(), "no-such-driver.json"), VK_DRIVER_FILES: "" };
    const [training] = await train("webgpu", ["mlp"], none);
    expect(training!.reason).toMatch(/does not load in ONNX Runtime: .*adapter/);
    const [expected] = await train("", ["mlp"]);
    expect(difference(training!, expected!)).toBeLessThan(1e-4);
  },
);
