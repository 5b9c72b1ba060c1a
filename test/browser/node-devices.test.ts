import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load, type Fallback } from "@polyhead/runtime";
import { describe, expect, test } from "vitest";
import { softwareVulkan } from "../setup/chromium.ts";
import "./matcher.ts";
import { twoTaskInputs, twoTaskModel } from "./two-task-model.ts";

interface Outcome {
  readonly device?: string;
  readonly fallbacks?: readonly Fallback[];
  readonly predictions?: readonly unknown[];
  readonly code?: string;
  readonly message?: string;
}

const script = fileURLToPath(new URL("predict-on-device.ts", import.meta.url));

/** Rejects when the process crashes. */
async function predictInProcess(
  device: string,
  environment: Readonly<Record<string, string>>,
  model: "two-task" | "volume" = "two-task",
): Promise<Outcome & { stderr: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, device, model], {
    env: { ...process.env, ...environment },
  });
  return { ...(JSON.parse(stdout) as Outcome), stderr };
}

async function predictOnCpu(): Promise<readonly unknown[]> {
  await using model = await load(twoTaskModel(), { device: "cpu" });
  return model.predictBatch(twoTaskInputs(5));
}

const vulkan = softwareVulkan();

describe.skipIf(vulkan === undefined)("WebGPU in Node, in software", () => {
  test("predicts what the CPU predicts", async () => {
    const { device, fallbacks, predictions = [] } = await predictInProcess("webgpu", vulkan ?? {});
    expect({ device, fallbacks }).toEqual({ device: "webgpu", fallbacks: [] });
    expect(predictions).toPredictLike(await predictOnCpu());
  });

  test("is refused for a model that it opens but cannot run", async () => {
    const { code, message } = await predictInProcess("webgpu", vulkan ?? {}, "volume");
    expect(code).toBe("device-unavailable");
    expect(message).toMatch(/^Device "webgpu" cannot be used: .*ConvTranspose/);
    const onCpu = await predictInProcess("cpu", {}, "volume");
    expect(onCpu.predictions).toEqual([{ sum: { value: 512 } }]);
  });

  test("is passed over by auto, quietly", async () => {
    const { device, fallbacks, stderr } = await predictInProcess("auto", vulkan ?? {});
    expect(device).toBe("cpu");
    expect(fallbacks?.[1]).toMatchObject({
      device: "webgpu",
      reason: expect.stringMatching(/software/) as string,
    });
    expect(stderr).toBe("");
  });
});

describe("Node without a Vulkan driver", () => {
  const none = { VK_ICD_FILENAMES: join(tmpdir(), "no-such-driver.json"), VK_DRIVER_FILES: "" };

  test.skipIf(process.platform !== "linux")(
    "refuses WebGPU by name with the reason, and lives on",
    async () => {
      const { code, message } = await predictInProcess("webgpu", none);
      expect(code).toBe("device-unavailable");
      expect(message).toMatch(/^Device "webgpu" cannot be used: .*adapter/);
    },
  );

  test("predicts on the CPU all the same", async () => {
    const { device, predictions = [] } = await predictInProcess("cpu", none);
    expect(device).toBe("cpu");
    expect(predictions).toPredictLike(await predictOnCpu());
  });
});
