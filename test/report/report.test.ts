import {
  evaluateRun,
  explainRun,
  hardSharing,
  heldOutExamples,
  mmoe,
  train,
  writeExplanation,
  type Baselines,
  type Sharing,
} from "@polyhead/trainer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../browser/harness.ts";
import { findChromium } from "../setup/chromium.ts";
import { awkwardNames } from "./awkward-names.ts";
import { manyTasks } from "./many-tasks.ts";

/** What is wrong with a page: what sticks out or lies over something else, what has no label, what cannot be told apart. */
function faultsOfPage(): string[] {
  const faults: string[] = [];
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide, of ${clientWidth}`);
  for (const image of document.images)
    if (image.naturalWidth === 0) faults.push(`a picture cannot be read: ${image.alt}`);
  const tiles = [...document.querySelectorAll(".tile")].map((tile) => tile.getBoundingClientRect());
  for (const [at, one] of tiles.entries())
    for (const other of tiles.slice(at + 1))
      if (
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1
      )
        faults.push("a tile lies over another one");
  for (const card of document.querySelectorAll("article:not(.example)")) {
    const title = card.querySelector("h3")?.textContent ?? "";
    const plot = card.querySelector(":scope > svg, figure > svg, .scroll > svg");
    if (plot === null) {
      faults.push(`${title}: there is no plot`);
      continue;
    }
    if (card.querySelector(".unit, [aria-label='y-axis label'] text") === null)
      faults.push(`${title}: no unit`);
    const colors = [...card.querySelectorAll("[class*='-swatch'] > svg")].map((swatch) =>
      swatch.getAttribute("fill"),
    );
    if (new Set(colors).size < colors.length) faults.push(`${title}: two lines have one colour`);
    const frame = plot.getBoundingClientRect();
    const labels = [...plot.querySelectorAll("text")].map((text) => ({
      text: text.textContent,
      axis: text.parentElement?.getAttribute("aria-label") ?? "",
      slanted: text.getAttribute("transform")?.includes("rotate") ?? false,
      box: text.getBoundingClientRect(),
    }));
    for (const { text, box } of labels)
      if (
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.bottom > frame.bottom + 1 ||
        box.top < frame.top - 1
      )
        faults.push(`${title}: "${text}" is cut off`);
    for (const axis of ["x-axis tick label", "y-axis tick label"]) {
      const own = labels.filter((label) => label.axis === axis).map(({ text }) => text);
      if (new Set(own).size < own.length) faults.push(`${title}: labels of the ${axis} are the same`);
    }
    const straight = labels.filter(({ slanted }) => !slanted);
    for (const [at, one] of straight.entries())
      for (const other of straight.slice(at + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 3) faults.push(`${title}: "${one.text}" lies over "${other.text}"`);
      }
  }
  return faults;
}

/** As if single-task models had been trained, with gains from +12 % down. */
function someBaselines(tasks: readonly string[]): Baselines {
  const compared = tasks.map((task, at) => {
    const figures = {
      metric: "mae",
      higherIsBetter: false,
      multiTask: 0.5,
      singleTask: { mean: 0.45, std: 0.02 },
    };
    return [task, { ...figures, delta: { mean: 12 - 5 * at, std: 2.2 } }] as const;
  });
  const deltaM = { seeds: [0, 1], tasks: Object.fromEntries(compared), average: { mean: 0.5, std: 1.1 } };
  return { epochs: 2, seeds: [0, 1], runs: [], deltaM };
}

describe.skipIf(findChromium() === undefined)("a report in Chromium", () => {
  let directory: string;
  let browser: Browser;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polyhead-report-"));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function open(report: string, width: number, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    await page.goto(pathToFileURL(report).href);
    return page;
  }

  test.each<[number, Sharing]>([
    [2, hardSharing()],
    [8, mmoe({ experts: 2 })],
  ])("is readable with %i tasks at desktop and phone width, in light and dark", async (count, sharing) => {
    const config = manyTasks(count, sharing, { examples: 80, epochs: 2 });
    const run = await train(config, { directory: join(directory, `${count}`) });
    await writeFile(
      join(run.directory, "baselines.json"),
      JSON.stringify(someBaselines(Object.keys(run.summary.spec.tasks))),
    );
    await evaluateRun(run.directory, config);
    const papers: string[] = [];
    for (const [width, scheme] of [
      [1280, "light"],
      [390, "dark"],
    ] as const) {
      // prettier-ignore
      const page = await open(run.report, width, scheme);
      expect(await page.evaluate(faultsOfPage)).toEqual([]);
      expect(await page.locator("section h2").allTextContents()).toEqual([
        "Results",
        "Against single-task models",
        "What it gets wrong",
        "Training",
        "Metrics by task",
        "How tasks relate",
        "Who shares what",
        "What matters to each task",
        "What each task looks at",
        "Run",
      ]);
      expect(await page.locator(".example").count()).toBe(4);
      expect(await page.locator(".example img").count()).toBe(4 * (1 + 4 * count));
      papers.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await page.close();
    }
    const explanation = join(run.directory, "explanation.html");
    const examples = await heldOutExamples(config, run.summary, 2);
    await writeExplanation(explanation, await explainRun(run.directory, examples));
    for (const width of [1280, 390]) {
      const page = await open(explanation, width, "dark");
      expect(await page.evaluate(faultsOfPage)).toEqual([]);
      expect(await page.locator(".tile:not(.input)").count()).toBe(2 * count);
      expect(await page.locator(".bars .number").count()).toBe(2 * count * 2);
      await page.close();
    }
    expect(papers).toEqual(["rgb(255, 255, 255)", "rgb(20, 22, 26)"]);
    const insight: unknown = JSON.parse(await readFile(join(run.directory, "insight.json"), "utf8"));
    const history: unknown = JSON.parse(JSON.stringify(run.history));
    expect(insight).toMatchObject({ split: "validation", sharing: { kind: sharing.kind } });
    expect(history).toMatchObject((insight as { readonly epochs: object[] }).epochs);
  });

  test("is readable where texts are read, and names are long, wide or all alike", async () => {
    const config = awkwardNames();
    const run = await train(config, { directory: join(directory, "names") });
    await evaluateRun(run.directory, config);
    const explanation = join(run.directory, "explanation.html");
    const examples = await heldOutExamples(config, run.summary, 2);
    await writeExplanation(explanation, await explainRun(run.directory, examples));
    for (const [width, scheme] of [
      [1280, "dark"],
      [390, "light"],
    ] as const)
      for (const [path, count] of [
        [run.report, 4],
        [explanation, 2],
      ] as const) {
        const page = await open(path, width, scheme);
        expect(await page.evaluate(faultsOfPage)).toEqual([]);
        expect(await page.locator(".words").count()).toBe(count * Object.keys(config.tasks).length);
        expect(await page.locator(".words mark").first().textContent()).toMatch(/\S/);
        await page.close();
      }
  });
});
