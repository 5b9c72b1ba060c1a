import { classification, numeric, regression } from "@polyhead/spec";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { memory } from "../data/memory.ts";
import { profileData } from "../data/profile/profile-data.ts";
import { temporaryFolder } from "../data/testing/temporary-folder.ts";
import { writeDataReport } from "./data-report.ts";

test("a page shows labels by split, each column, and what to look at", async () => {
  await using folder = await temporaryFolder();
  const examples = (count: number, from: number, often: string, seldom: string) =>
    Array.from({ length: count }, (_, row) => ({
      inputs: { row: [from + row * 1.25, row % 2] },
      labels: { y: row % 3 === 0 ? seldom : often, z: row },
    }));
  const profile = await profileData({
    inputs: { row: numeric({ columns: ["a", "b"] }) },
    tasks: { y: classification({ classes: ["<b>", "no", "never"] }), z: regression() },
    data: memory({ train: examples(60, 0, "no", "<b>"), test: examples(20, 1000, "<b>", "no") }),
  });
  const path = join(folder.path, "data.html");
  await writeDataReport(path, "<model>", profile);
  const { document } = parseHTML(await readFile(path, "utf8"));
  expect(document.querySelector("h1")?.textContent).toBe("<model>");
  expect([...document.querySelectorAll("h3")].map(({ textContent }) => textContent)).toEqual([
    "y, train",
    "y, test",
    "z, train",
    "z, test",
    "a",
    "b",
  ]);
  expect(document.querySelector("li")?.textContent).toContain('class "never" is never met');
  // z of 60 rows and the column a are drawn in 30 bins; a column of two values as two bars.
  const bars = [...document.querySelectorAll("article")].map(
    (article) => article.querySelectorAll("rect").length,
  );
  expect(bars).toEqual([2, 2, 30, 30, 30, 2]);
  // In both splits the classes are in the order of the training split, though test has more of the other one.
  const texts = [...document.querySelectorAll("article")].map((article) => article.textContent);
  for (const text of texts.slice(0, 2)) expect(text.indexOf("no")).toBeLessThan(text.indexOf("<b>"));
  expect(document.querySelector("article text")?.textContent).not.toContain("undefined");
  await expect(writeDataReport(join(folder.path, "no", "x.html"), "m", profile)).rejects.toThrow(
    expect.objectContaining({ code: "file-unwritable" }),
  );
});
