import { load } from "@polyhead/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../setup/chromium.ts";
import "./matcher.ts";
import { openBrowser, predictInBrowser, type BrowserSession } from "./harness.ts";
import { twoTaskInputs, twoTaskModel } from "./two-task-model.ts";

const modelBytes = twoTaskModel();
const inputs = twoTaskInputs(5);

async function predictOnCpu(): Promise<readonly unknown[]> {
  await using model = await load(modelBytes, { device: "cpu" });
  return model.predictBatch(inputs);
}

describe.skipIf(findChromium() === undefined)("the runtime in Chromium", () => {
  let session: BrowserSession;

  beforeAll(async () => {
    session = await openBrowser();
  });
  afterAll(() => session.close());

  test.each(["wasm", "webgpu"] as const)("predicts on %s what Node predicts on the CPU", async (device) => {
    const result = await predictInBrowser(session, { modelBytes, device, inputs, batchSize: 2 });
    expect(result.predictions).toPredictLike(await predictOnCpu());
    expect(result).toMatchObject({ device, fallbacks: [] });
    expect(result.gpuSubmits > 0).toBe(device === "webgpu");
  });

  test("auto prefers WebAssembly to WebGPU in software, and says so", async () => {
    const { device, fallbacks } = await predictInBrowser(session, { modelBytes, device: "auto", inputs });
    expect(device).toBe("wasm");
    expect(fallbacks).toEqual([{ device: "webgpu", reason: expect.stringMatching(/in software/) as string }]);
  });

  test("keeps models and calls apart that run at the same time", async () => {
    const url = session.serve("/model.onnx", modelBytes);
    const all = await session.page.evaluate(
      async ([url, inputs]) => {
        const loading = (["webgpu", "wasm", "webgpu"] as const).map((device) =>
          globalThis.polyhead.load(url, { device }),
        );
        const models = await Promise.all(loading);
        const predictions = await Promise.all(
          models.flatMap((model) => inputs.map((example) => model.predict(example as never))),
        );
        await Promise.all(models.map((model) => model.dispose()));
        return predictions;
      },
      [url, inputs] as const,
    );
    const expected = await predictOnCpu();
    expect(all).toPredictLike([...expected, ...expected, ...expected]);
  });

  test("takes ImageData and refuses image files", async () => {
    const url = session.serve("/model.onnx", modelBytes);
    const [label, ...errors] = await session.page.evaluate(async (url) => {
      const model = await globalThis.polyhead.load(url, { device: "wasm" });
      const numbers = { x: 0, y: 0 };
      const picture = new ImageData(16, 16);
      const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
      const attempts = [picture, "cat.png", png, Uint8Array.of(1, 2, 3)].map((image) =>
        model.predict({ image, numbers }).then(({ label }) => Object.keys(label ?? {}).join(), String),
      );
      return Promise.all(attempts);
    }, url);
    expect(label).toBe("class,probability,probabilities");
    expect(errors[0]).toMatch(/decoded pixels in a browser; received a string.*ImageData/);
    expect(errors[1]).toMatch(/received an encoded image.*ImageData/);
    expect(errors[2]).toMatch(/16×16 pixels .* received 3 values/);
  });

  test("refuses what is no model, and a page that is not there", async () => {
    const request = { device: "auto", inputs } as const;
    const text = new TextEncoder().encode("<!doctype html>");
    await expect(predictInBrowser(session, { ...request, modelBytes: text })).rejects.toThrow(
      /whole ONNX model/,
    );
    const half = modelBytes.subarray(0, modelBytes.length / 2);
    await expect(predictInBrowser(session, { ...request, modelBytes: half })).rejects.toThrow(/cut off/);
    const missing = session.page.evaluate(() => globalThis.polyhead.load("/none.onnx"));
    await expect(missing).rejects.toThrow(/could not be downloaded: the server answered 404/);
  });

  test("finds the WebAssembly files where it is told to", async () => {
    await session.reload();
    const request = { modelBytes, device: "wasm", inputs } as const;
    const wasmPaths = `${session.origin}/elsewhere/`;
    const { predictions } = await predictInBrowser(session, { ...request, wasmPaths });
    expect(predictions).toPredictLike(await predictOnCpu());
    await session.reload();
    await expect(
      predictInBrowser(session, { ...request, wasmPaths: `${session.origin}/nowhere/` }),
    ).rejects.toThrow(/should load its \.wasm file beside the bundle or from `wasmPaths`/);
  });
});

describe.skipIf(findChromium() === undefined)("the runtime in Chromium without WebGPU", () => {
  test("falls back to WebAssembly with the reason, and refuses WebGPU by name", async () => {
    await using session = await openBrowser({ webgpu: false });
    const { device, fallbacks, predictions } = await predictInBrowser(session, {
      modelBytes,
      device: "auto",
      inputs,
    });
    expect(device).toBe("wasm");
    expect(fallbacks).toEqual([{ device: "webgpu", reason: expect.stringMatching(/WebGPU/) as string }]);
    expect(predictions).toPredictLike(await predictOnCpu());
    await expect(predictInBrowser(session, { modelBytes, device: "webgpu", inputs })).rejects.toThrow(
      /Device "webgpu" cannot be used: .*WebGPU.* Choose "auto" or one of wasm/,
    );
  });
});
