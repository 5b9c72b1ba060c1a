import { load, type Model } from "@polyhead/runtime";
import { serve, type RunningServer } from "@polyhead/server";
import sharp from "sharp";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../setup/chromium.ts";
import { launchChromium } from "./harness.ts";
import { twoTaskModel } from "./two-task-model.ts";

describe.skipIf(findChromium() === undefined)("the page to try a model, in Chromium", () => {
  let model: Model;
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    model = await load(twoTaskModel(), { device: "cpu" });
    server = await serve({ models: { "two-task": model }, port: 0 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await model.dispose();
  });

  test.each([1280, 390])("predicts what is chosen and filled in, %i pixels wide", async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: "dark" });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", ({ message }) => said.push(message));
    await page.goto(server.url);
    await page.locator("form button").click();
    await page.waitForSelector(".error");
    expect(await page.locator("#answers").textContent()).toContain('Choose a picture for "image".');
    said.length = 0; // a browser tells of every answer of 400

    // Twice as large as the model takes it, and of one colour, so that scaling leaves it as it is.
    const color = { r: 200, g: 100, b: 50 };
    const buffer = await sharp({ create: { width: 32, height: 32, channels: 3, background: color } })
      .png()
      .toBuffer();
    await page.locator("[data-kind=image]").setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
    await page.waitForSelector(".task");
    await page.locator('[data-column="x"]').fill("0.5");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.locator("form button").click();
    await answered;
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, at) => [200, 100, 50][at % 3]!);
    const expected = (await model.predict({ image: pixels, numbers: { x: 0.5, y: 0 } })) as unknown as {
      readonly label: { readonly class: string };
      readonly size: { readonly value: number };
    };
    const size = `${String(Number(expected.size.value.toPrecision(4))).replace("-", "−")} px`;
    await page.waitForFunction(
      (text) => document.querySelector('[data-task="size"] .answer')?.textContent === text,
      size,
    );
    expect(await page.locator('[data-task="label"] .answer').textContent()).toBe(expected.label.class);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.locator("canvas").isVisible()).toBe(true);
    expect(said).toEqual([]);
    await page.close();
  });
});
