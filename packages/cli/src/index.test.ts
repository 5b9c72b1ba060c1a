import * as trainer from "@polyhead/trainer";
import { expect, test } from "vitest";
import * as polyhead from "./index.ts";

/** What the trainer offers to programs, which no config says. */
const PROGRAMS: ReadonlySet<string> = new Set([
  "adapt",
  "architecture",
  "architectures",
  "averageScore",
  "balancingMethod",
  "balancingMethods",
  "checkSameShape",
  "chooseBackend",
  "deltaM",
  "downloadCifar10",
  "evaluateRun",
  "evaluateSplits",
  "evaluationFile",
  "explainRun",
  "gradCam",
  "heldOut",
  "heldOutExamples",
  "integratedGradients",
  "latestResumableRun",
  "latestRun",
  "latestRunWithBaselines",
  "loadRun",
  "measureSplit",
  "partingOf",
  "presentBaselines",
  "presentEvaluation",
  "presentExplanation",
  "presentTraining",
  "primaryMetric",
  "profileData",
  "profileTable",
  "progressBar",
  "readSummary",
  "skippedLines",
  "skippedRows",
  "spread",
  "train",
  "trainBaselines",
  "unlabelled",
  "withBadRows",
  "writeDataReport",
  "writeExplanation",
]);

test("a config can import every part of it from here", () => {
  const parts = Object.keys(trainer).filter((name) => !PROGRAMS.has(name));
  expect(Object.keys(polyhead)).toEqual(expect.arrayContaining(parts));
});
