import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ParityReport } from "@polyhead/exporter";
import { expect, test } from "vitest";
import { softwareVulkan } from "../setup/chromium.ts";

const script = fileURLToPath(new URL("export-on-webgpu.ts", import.meta.url));

const vulkan = softwareVulkan();

test.skipIf(vulkan === undefined)("an export is compared on WebGPU where that is asked for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "polyhead-webgpu-"));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder], {
      env: { ...process.env, ...vulkan },
    });
    const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as ParityReport;
    expect(report.providers).toEqual([{ provider: "cpu" }, { provider: "webgpu" }]);
    expect(report.outputs.map(({ provider, batch, agrees }) => ({ provider, batch, agrees }))).toEqual(
      ["cpu", "webgpu"].flatMap((provider) => [1, 7].map((batch) => ({ provider, batch, agrees: true }))),
    );
    expect(report.layers?.map(({ layer, provider }) => `${layer} ${provider}`)).toEqual([
      "hidden cpu",
      "hidden webgpu",
      "y cpu",
      "y webgpu",
    ]);
    expect(await readdir(folder)).toEqual(["model.onnx"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
