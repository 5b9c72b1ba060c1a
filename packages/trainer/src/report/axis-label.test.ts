import { expect, test } from "vitest";
import { axisLabels, widestLabel } from "./axis-label.ts";

function written(...labels: string[]): string[] {
  return labels.map(axisLabels(labels));
}

test("leaves short labels alone, and cuts what long ones begin with", () => {
  expect(written("cat", "dog")).toEqual(["cat", "dog"]);
  expect(written("Department of Names, Section 1", "Department of Names, Section 12")).toEqual([
    "…Section 1",
    "…Section 12",
  ]);
  expect(written("department 1", "an-expert-of-one-task 1")).toEqual(["department 1", "an-expe…ask 1"]);
});

test("counts characters that are twice as wide, and cuts none in two", () => {
  const [positive = "", faces = ""] = written("とても肯定的なレビュー", "🙂".repeat(20));
  expect(positive).toMatch(/^.{3,4}….{2,3}$/u);
  expect(faces).toMatch(/^🙂+…🙂+$/u);
  expect(widestLabel(["とても"])).toBeCloseTo(6 * widestLabel(["a"]));
});
