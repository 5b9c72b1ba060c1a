import { expect, test } from "vitest";
import { metricLabel } from "./metric-label.ts";

test("writes names as people do, with the unit where there is one", () => {
  expect(metricLabel("accuracy")).toBe("accuracy");
  expect(metricLabel("r2", "years")).toBe("R²");
  expect(metricLabel("mae", "years")).toBe("MAE (years)");
  expect(metricLabel("mae")).toBe("MAE");
});
